// Progressive enhancement only: the meeting runs without this file, a page for each decision.
// With it the screen stays where it is, and each decision is one key and, where it needs more, Enter.

const TYPED_IN = "select, textarea, input:not([type=radio]):not([type=checkbox])";
const UNDER_TOTALS = 85;
const OFF = "loxley-triage-keys-off";

const main = document.querySelector("main");
const said = document.createElement("p");
said.className = "govuk-visually-hidden";
said.setAttribute("role", "status");
main.before(said);
const lost = document.createElement("p");
lost.className = "govuk-error-message lx-lost";
lost.setAttribute("role", "alert");
main.before(lost);

let loading = Promise.resolve();
let wanted = 0;

const links = () => [...main.querySelectorAll("a[data-family]")];
const here = () => links().findIndex((link) => link.hasAttribute("aria-current"));
const form = () => main.querySelector("[data-decision]");
const areOff = () => window.localStorage.getItem(OFF) === "yes";

// What the server answered takes the place of what is shown; its banner is read out instead of shown.
const show = (text, focus) => {
  const found = new DOMParser().parseFromString(text, "text/html");
  const content = found.querySelector("[data-triage]") && found.querySelector("main");
  if (!content) {
    window.location.reload();
    return;
  }
  const banner = content.querySelector(".govuk-notification-banner--success");
  const words = banner ? banner.querySelector(".govuk-notification-banner__heading").textContent.trim() : "";
  banner?.remove();
  const top = main.querySelector(".lx-triage__grid")?.scrollTop ?? 0;
  main.replaceChildren(...content.childNodes);
  document.title = found.title;
  const grid = main.querySelector(".lx-triage__grid");
  if (grid) {
    grid.scrollTop = top;
  }
  prepare();
  const left = main.querySelector(".lx-tally__left dd")?.textContent ?? "";
  const summary = main.querySelector(".govuk-error-summary");
  if (summary) {
    summary.setAttribute("tabindex", "-1");
    summary.focus();
  } else if (focus) {
    toFamilies();
  }
  said.textContent = words ? `${words} ${left} yet to be decided.` : "";
};

const toFamilies = () => {
  const link = links()[here()];
  link?.focus({ preventScroll: true });
  link?.scrollIntoView({ block: "nearest" });
  // On a wide screen the head of the grid stays below the totals, which stick to the top.
  const above = (main.querySelector(".lx-triage")?.getBoundingClientRect().top ?? UNDER_TOTALS) - UNDER_TOTALS;
  if (above < 0 && window.matchMedia("(min-width: 60rem)").matches) {
    window.scrollBy(0, above);
  }
};

const ask = async (address, options) => {
  const answer = await fetch(address, { ...options, headers: { Accept: "text/html" } });
  const text = await answer.text();
  if (answer.redirected && new URL(answer.url).pathname === "/sign-in") {
    window.location.assign(answer.url);
    return null;
  }
  return { text, address: answer.url, isKept: answer.ok };
};

// One thing after another; what fails is said, and the next is tried all the same.
const after = (act) => {
  loading = loading.then(async () => {
    try {
      lost.textContent = "";
      await act();
    } catch {
      lost.textContent = "Loxley cannot be reached just now. The last step was not saved: try it again.";
    }
  });
};

// Only the latest family that was moved to is loaded.
const moveTo = (link) => {
  for (const each of links()) {
    each.removeAttribute("aria-current");
    each.closest("tr").classList.remove("lx-board__here");
  }
  link.setAttribute("aria-current", "true");
  link.closest("tr").classList.add("lx-board__here");
  toFamilies();
  wanted += 1;
  const mine = wanted;
  after(async () => {
    if (mine !== wanted) {
      return;
    }
    const answer = await ask(link.href);
    if (answer && mine === wanted) {
      show(answer.text, true);
      window.history.replaceState(null, "", answer.address);
    }
  });
};

const move = (by) => {
  const next = links()[here() + by];
  if (next) {
    moveTo(next);
  }
};

// One decision at a time, after whatever is still being loaded.
const save = () => {
  const sent = new FormData(form());
  const address = form().action;
  after(async () => {
    const answer = await ask(address, { method: "POST", body: new URLSearchParams(sent) });
    if (answer) {
      show(answer.text, true);
      if (answer.isKept) {
        window.history.replaceState(null, "", answer.address);
      }
    }
  });
};

const choose = (key) => {
  after(() => {
    const radio = form()?.querySelector(`input[data-key="${key}"]`);
    if (!radio) {
      return;
    }
    radio.checked = true;
    if (key === "a") {
      onlyTheirLeads();
      const agency = form().querySelector("#agency_1");
      agency.focus();
    } else if (key === "n") {
      form().querySelector("input[name=reason]:checked, input[name=reason]").focus();
    } else if (form().querySelector("#revision_reason")) {
      form().querySelector("#revision_reason").focus();
    } else {
      window.setTimeout(save, 0);
    }
  });
};

// A lead is posted in one of the agencies that are chosen, so only those are offered.
const onlyTheirLeads = () => {
  const lead = form()?.querySelector("#lead");
  if (!lead) {
    return;
  }
  const agencies = ["#agency_1", "#agency_2", "#agency_3"].map((id) => form().querySelector(id).value);
  for (const group of lead.querySelectorAll("optgroup")) {
    const isTheirs = agencies.includes(group.dataset.agency);
    group.hidden = group.disabled = !isTheirs;
  }
  if (lead.selectedOptions[0]?.closest("optgroup")?.disabled) {
    lead.value = "";
  }
};

const prepare = () => {
  onlyTheirLeads();
  const off = main.querySelector("#keys-off");
  if (off) {
    off.checked = areOff();
  }
};

const KEYS = {
  a: () => choose("a"),
  c: () => choose("c"),
  n: () => choose("n"),
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  "?": () => {
    const keys = main.querySelector("#keys");
    if (keys) {
      keys.open = !keys.open;
      keys.querySelector("summary").focus();
    }
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !main.querySelector("[data-triage]")) {
    return;
  }
  const target = event.target;
  if (event.key === "Escape") {
    toFamilies();
    return;
  }
  if (event.key === "Enter" && form()?.contains(target) && target.matches("select, input[type=radio]")) {
    event.preventDefault();
    form().requestSubmit();
    return;
  }
  const isArrow = event.key.startsWith("Arrow");
  if (areOff() || target.matches(TYPED_IN) || (isArrow && !target.matches("a[data-family], body"))) {
    return;
  }
  const act = KEYS[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

document.addEventListener("submit", (event) => {
  if (event.target === form()) {
    event.preventDefault();
    save();
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-family]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    moveTo(link);
  }
});

document.addEventListener("change", (event) => {
  if (event.target.id === "keys-off") {
    window.localStorage.setItem(OFF, event.target.checked ? "yes" : "no");
  } else if (event.target.id?.startsWith("agency_")) {
    onlyTheirLeads();
  }
});

prepare();
if (!main.querySelector(".govuk-error-summary")) {
  toFamilies();
}
