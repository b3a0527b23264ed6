import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { keepSending } from "@/features/check-in/queue";
import { followTheme } from "@/hooks/useTheme";
import { App } from "./App";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root element.");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
followTheme();
keepSending();

// Only the built application has a worker: in development files have no hashes.
// It waits for the page to be loaded, which may have happened before this file ran.
const register = () => void navigator.serviceWorker.register("/sw.js").catch(() => null);
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register);
}
