import { render, waitFor } from "@testing-library/react";
import { StrictMode } from "react";
import { expect, it, vi } from "vitest";
import { storeToken } from "@/api/token";
import { anOutcome, aRecord, CODE, playCheckIn } from "@/testing/checkIn";
import { beginCheckIn } from "./begin";
import { CheckIn } from "./components/CheckIn";

const page = () => (
  <StrictMode>
    <CheckIn entry={{ kind: "qr", code: CODE }} signIn={() => null} onCode={vi.fn()} />
  </StrictMode>
);
const reachesTheEnd = () =>
  waitFor(() => expect(document.querySelector("[data-state=on-time]")).not.toBeNull());

it("posts the claim before the page is drawn, and only once", async () => {
  storeToken("t1", "");
  const asked = playCheckIn({ status: 201, body: anOutcome("accepted", { record: aRecord() }) });
  await beginCheckIn(CODE);
  await waitFor(() => expect(asked).toHaveLength(1));
  const first = render(page());
  await reachesTheEnd();
  expect(asked).toHaveLength(1);
  first.unmount();

  // The same code scanned again later is another check-in.
  render(page());
  await reachesTheEnd();
  expect(asked).toHaveLength(2);
  expect(asked[1]?.body.client_reference).not.toBe(asked[0]?.body.client_reference);
});
