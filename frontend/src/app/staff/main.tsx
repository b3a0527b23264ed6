import "./styles";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { getToken } from "@/api/token";
import { Providers } from "./Providers";
import { makeQueryClient } from "./queryClient";
import { makeRouter } from "./router";
import { goToLogin } from "./signedOut";

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
// The scroll lock behind dialogs makes its style tag by itself and asks here for the nonce.
setNonce(nonce);

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no #root");

if (getToken() === null) {
  goToLogin();
} else {
  createRoot(root).render(
    <StrictMode>
      <Providers queryClient={makeQueryClient()} nonce={nonce}>
        <RouterProvider router={makeRouter()} />
      </Providers>
    </StrictMode>,
  );
}
