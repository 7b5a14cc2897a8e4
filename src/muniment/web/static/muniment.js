// What the pages do beyond plain links and forms. Each works without it.
import { initAll } from "./built/govuk-frontend.min.js";
import { watchUploads } from "./upload.js";

initAll();
watchUploads();
document.body.addEventListener("htmx:afterSwap", (event) => initAll({ scope: event.target }));
