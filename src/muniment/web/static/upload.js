// A plain file form becomes one that takes dropped files and shows how far it has got.

export function watchUploads(scope = document) {
  for (const form of scope.querySelectorAll("form[data-upload]")) {
    watch(form);
  }
}

function watch(form) {
  const input = form.querySelector("input[type=file]");
  const zone = form.querySelector("[data-drop]");
  const bar = form.querySelector("progress");
  const words = form.querySelector("[data-upload-words]");
  if (zone) {
    acceptDrops(zone, input, words);
  }
  input.addEventListener("change", () => {
    say(words, chosen(input.files));
    askWhere(input.files);
  });
  form.addEventListener("submit", (event) => {
    if (!input.files.length) {
      return;
    }
    event.preventDefault();
    send(form, bar, words);
  });
}

function acceptDrops(zone, input, words) {
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("mun-drop--over");
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    zone.addEventListener(kind, () => zone.classList.remove("mun-drop--over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    say(words, chosen(input.files));
    askWhere(input.files);
  });
}

// Where the page suggests folders, the name of the file that was chosen is what it goes by.
function askWhere(files) {
  const asking = document.querySelector("form[data-suggest]");
  if (asking && files.length) {
    asking.elements.called.value = files[0].name.replace(/\.[^.]{1,8}$/, "");
    asking.requestSubmit();
  }
}

function chosen(files) {
  return files.length === 1 ? `${files[0].name} is ready.` : `${files.length} files are ready.`;
}

function send(form, bar, words) {
  const request = new XMLHttpRequest();
  request.open("POST", form.action || window.location.href);
  request.upload.addEventListener("progress", (event) => {
    bar.hidden = false;
    bar.max = event.total;
    bar.value = event.loaded;
    const percent = Math.floor((100 * event.loaded) / Math.max(event.total, 1));
    say(words, percent < 100 ? `${percent}% sent` : "Sent. The files are being filed.");
  });
  request.addEventListener("load", () => show(request));
  request.addEventListener("error", () => say(words, "The files could not be sent. Try again."));
  request.send(new FormData(form));
}

function show(request) {
  // After a redirect this is the page that tells of the files; after a refusal, the form again.
  if (request.status < 400) {
    window.location.assign(request.responseURL);
    return;
  }
  const answer = new DOMParser().parseFromString(request.responseText, "text/html");
  document.title = answer.title;
  document.querySelector("main").replaceWith(answer.querySelector("main"));
  watchUploads();
  document.querySelector(".govuk-error-summary")?.focus();
}

function say(words, text) {
  words.textContent = text;
}
