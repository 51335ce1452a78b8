// A form that may be kept as a draft saves itself while it is filled in. Without this file its buttons save it.

const form = document.querySelector("[data-saves-itself]");
if (form) {
  const said = form.querySelector("[data-saving]");
  const version = form.elements.version;
  const token = form.elements.csrf_token;
  const user = form.dataset.user;
  const kept = `loxley-unsent:${user}:${window.location.pathname}`;

  const SOON = 2000; // after the last key
  const LATEST = 8000; // while somebody types on and on
  const MOST_IN_PASSING = 20000; // what browsers send of a page that is going
  const AGAIN = 5000; // when the server cannot be reached or nobody is signed in

  let saved = entered(); // what the server has
  let timer = null;
  let firstChange = null;
  let saving = null;
  let isStopped = false; // somebody else changed what it is about: the person has to choose
  let isRefused = false; // the server says what is wrong, and its own page shows where
  let isLeaving = false;

  function boxes() {
    return [...form.elements].filter((box) => box.name && box.matches("textarea, select, input:not([type=hidden])"));
  }

  function isChosen(box) {
    return box.matches("[type=radio], [type=checkbox]");
  }

  function entered() {
    return JSON.stringify(boxes().filter((box) => !isChosen(box) || box.checked).map((box) => [box.name, box.value]));
  }

  function isDirty() {
    return entered() !== saved;
  }

  function say(words) {
    if (said.textContent !== words) {
      said.textContent = words;
    }
  }

  function keep() {
    try {
      window.sessionStorage.setItem(kept, JSON.stringify({ version: version.value, boxes: JSON.parse(entered()) }));
    } catch {
      // A browser that keeps nothing keeps the page itself.
    }
  }

  function forget() {
    try {
      window.sessionStorage.removeItem(kept);
    } catch {
      // Nothing was kept.
    }
  }

  // What could not be sent before this page was loaded comes back into its boxes, and is sent.
  function restore() {
    let found = null;
    try {
      found = JSON.parse(window.sessionStorage.getItem(kept));
    } catch {
      return;
    }
    if (!found) {
      return;
    }
    version.value = found.version;
    for (const box of boxes()) {
      const sent = found.boxes.filter(([name]) => name === box.name).map(([, value]) => value);
      if (isChosen(box)) {
        box.checked = sent.includes(box.value);
      } else if (sent.length) {
        box.value = sent[0];
      }
    }
    say("What could not be saved before is back in its boxes.");
    later(0);
  }

  function later(wait) {
    if (isStopped) {
      return;
    }
    firstChange ??= Date.now();
    window.clearTimeout(timer);
    timer = window.setTimeout(save, Math.max(0, Math.min(wait, firstChange + LATEST - Date.now())));
  }

  // One save at a time; whoever asks meanwhile waits for it, and for another if more was typed.
  async function save({ keepalive = false } = {}) {
    window.clearTimeout(timer);
    if (saving) {
      await saving;
    }
    if (!isDirty() || isStopped) {
      return !isDirty();
    }
    firstChange = null;
    saving = send(keepalive);
    const done = await saving;
    saving = null;
    return done;
  }

  async function send(keepalive) {
    const sent = entered();
    isRefused = false;
    say("Saving…");
    let answer;
    try {
      answer = await fetch(form.action, {
        method: "PUT",
        body: new FormData(form),
        headers: { Accept: "application/json", "X-CSRFToken": token.value },
        redirect: "manual",
        keepalive: keepalive && sent.length < MOST_IN_PASSING,
      });
    } catch {
      return notReached();
    }
    const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    if (answer.ok && isJson) {
      const { version: now, saved_at: at } = await answer.json();
      version.value = now;
      saved = sent;
      forget();
      say(`Saved at ${at}`);
      if (isDirty()) {
        later(SOON);
      }
      return true;
    }
    if (answer.status === 409) {
      isStopped = true;
      say("Not saved: somebody else has changed this meanwhile. Choose “Save draft” to see both versions.");
      return false;
    }
    if (isJson) {
      isRefused = true;
      say(`Not saved: ${(await answer.json()).sentence}`);
      return false;
    }
    if (answer.status >= 500) {
      return notReached();
    }
    if (answer.type === "opaqueredirect" || answer.status === 400) {
      return signedOut();
    }
    isStopped = true;
    say("Not saved: this form cannot be changed by you any more. Copy what you have entered before you leave.");
    return false;
  }

  function notReached() {
    keep();
    say("Not saved: Loxley cannot be reached. Keep this page open; it tries again by itself.");
    later(AGAIN);
    return false;
  }

  // The session is over, or is another one than this page was made in. The page asks who is signed in now.
  async function signedOut() {
    let found;
    try {
      const answer = await fetch(form.action, { redirect: "manual", headers: { Accept: "text/html" } });
      if (answer.type === "opaqueredirect") {
        say("Not saved: you are signed out. Sign in again in another tab; what you have entered stays here and is saved then.");
        later(AGAIN);
        return false;
      }
      found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-saves-itself]");
    } catch {
      return notReached();
    }
    if (!found) {
      isStopped = true;
      say("Not saved: this form cannot be changed any more. Copy what you have entered before you leave.");
    } else if (found.dataset.user !== user) {
      say("Not saved: somebody else is signed in. Sign in as yourself in another tab.");
      later(AGAIN);
    } else {
      token.value = found.elements.csrf_token.value;
      for (const other of document.querySelectorAll("input[name=csrf_token]")) {
        other.value = token.value;
      }
      later(0);
    }
    return false;
  }

  form.addEventListener("input", () => later(SOON));

  // A button first saves as the page does, so that what was typed is never sent to a sign-in page and lost.
  form.addEventListener("submit", async (event) => {
    if (isLeaving) {
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    if ((await save()) || isStopped || isRefused) {
      isLeaving = true;
      // A form that is telling of its submission takes no other: this one waits until it has told.
      window.setTimeout(() => form.requestSubmit(button));
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && isDirty()) {
      event.preventDefault();
    }
  });

  // A lid that closes, a phone that goes into a pocket.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      save({ keepalive: true });
    } else if (isDirty()) {
      later(0);
    }
  });

  restore();
}
