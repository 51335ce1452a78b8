// Progressive enhancement only: every page works without this file.
import { initAll } from "./govuk/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// A piece of work under way tells how far it is without the page being loaded again.
const work = document.querySelector("[data-progress-address]");
if (work) {
  const look = async () => {
    const answer = await fetch(work.dataset.progressAddress, { headers: { Accept: "text/html" } });
    if (answer.redirected || !answer.ok) {
      window.location.reload();
      return;
    }
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = found.querySelector("[data-progress-address]");
    if (!now) {
      window.location.reload();
      return;
    }
    if (now.innerHTML !== work.innerHTML) {
      work.replaceChildren(...now.childNodes);
    }
    window.setTimeout(look, 2000);
  };
  window.setTimeout(look, 2000);
}
