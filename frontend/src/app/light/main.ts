import "@/styles/light/index.css";
import { beginCheckIn } from "@/features/check-in/begin";
import { codeOfPath } from "@/lib/code";

// The claim first, in a file of a few kilobytes; React comes while it is on its way.
const code = codeOfPath(window.location.pathname);
const ready = code ? beginCheckIn(code) : Promise.resolve();
void ready.then(() => import("./mount"));
