import "@/styles/light.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { NotFound } from "./routes/NotFound";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root element.");
createRoot(root).render(
  <StrictMode>
    <NotFound />
  </StrictMode>,
);
