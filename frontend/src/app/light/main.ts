import "@/styles/light/index.css";
import { beginCheckIn } from "@/features/check-in/begin";
import { codeOfPath } from "@/lib/code";
import { messages } from "./messages";

/** Drawn without React, which is what did not arrive; the claim may be on its way all the same. */
function explain(): void {
  const root = document.getElementById("root");
  if (root) root.textContent = messages.notLoaded;
  window.addEventListener("online", () => window.location.reload());
}

// The claim first, in a file of a few kilobytes; React comes while it is on its way.
const code = codeOfPath(window.location.pathname);
const ready = code ? beginCheckIn(code) : Promise.resolve();
ready.then(() => import("./mount")).catch(explain);
