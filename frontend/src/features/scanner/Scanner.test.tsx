import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Scanner } from "./Scanner";

const CODE = "AB3DEF7H0123456789JK";
const state = () => document.querySelector("[data-state]")?.getAttribute("data-state");

const stop = vi.fn();
const applyConstraints = vi.fn(async () => undefined);
const stream = (abilities: object = {}) => {
  const track = {
    stop,
    applyConstraints,
    readyState: "live",
    getCapabilities: () => abilities,
  };
  return { getTracks: () => [track], getVideoTracks: () => [track] };
};

function playCamera(getUserMedia: (() => Promise<unknown>) | undefined) {
  const value = getUserMedia && { getUserMedia };
  Object.defineProperty(navigator, "mediaDevices", { configurable: true, value });
}

/** A detector that sees these texts, one after the other. */
function playDetector(...texts: string[]) {
  let looks = 0;
  vi.stubGlobal(
    "BarcodeDetector",
    class {
      static getSupportedFormats = async () => ["qr_code"];
      detect = async () => {
        const rawValue = texts[looks++];
        return rawValue === undefined ? [] : [{ rawValue }];
      };
    },
  );
}

const refuse = (name: string) => () => Promise.reject(new DOMException("no", name));

function open() {
  const onCode = vi.fn();
  const view = render(<Scanner onCode={onCode} typed={() => <p>typed code here</p>} />);
  return { onCode, ...view };
}

beforeEach(() => {
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
  playDetector();
});
afterEach(() => {
  Reflect.deleteProperty(navigator, "mediaDevices");
  stop.mockClear();
});

describe("the scanner", () => {
  it("calls back once with the code of this host", async () => {
    playCamera(async () => stream());
    playDetector(`HTTP://LOCALHOST:3000/C/${CODE}`, `HTTP://LOCALHOST:3000/C/${CODE}`);
    const { onCode, unmount } = open();
    await waitFor(() => expect(onCode).toHaveBeenCalledWith(CODE));
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(onCode).toHaveBeenCalledTimes(1);
    unmount();
    expect(stop).toHaveBeenCalled();
  });

  it("says when a code is something else, and goes on", async () => {
    playCamera(async () => stream());
    playDetector("https://example.org/menu");
    const { onCode } = open();
    await screen.findByText("That is not an attendance code.");
    expect(onCode).not.toHaveBeenCalled();
    expect(state()).toBe("scanning");
  });

  it("names another host and does not go there by itself", async () => {
    playCamera(async () => stream());
    playDetector(`https://other.example/C/${CODE}`);
    const { onCode } = open();
    await screen.findByText(/This code belongs to other.example/);
    expect(onCode).not.toHaveBeenCalled();
  });

  it("offers the light where there is one", async () => {
    playCamera(async () => stream({ torch: true }));
    open();
    await userEvent.click(await screen.findByRole("button", { name: "Light", pressed: false }));
    expect(applyConstraints).toHaveBeenCalledWith({ advanced: [{ torch: true }] });
    expect(await screen.findByRole("button", { name: "Light", pressed: true })).toBeVisible();
  });

  it("camera denied: says how to allow it, and tries again without loading the page", async () => {
    const getUserMedia = vi.fn(refuse("NotAllowedError"));
    playCamera(getUserMedia);
    open();
    await waitFor(() => expect(state()).toBe("camera-denied"));
    expect(screen.getByText("typed code here")).toBeVisible();
    getUserMedia.mockImplementation((async () => stream()) as never);
    await userEvent.click(screen.getByRole("button", { name: "I have allowed it" }));
    await waitFor(() => expect(state()).toBe("scanning"));
  });

  it.each([
    ["NotFoundError", "no-camera"],
    ["NotReadableError", "camera-busy"],
  ])("%s: %s, with the typed code", async (name, shown) => {
    playCamera(refuse(name));
    open();
    await waitFor(() => expect(state()).toBe(shown));
    expect(screen.getByText("typed code here")).toBeVisible();
  });

  it("no camera at all: the typed code first", async () => {
    playCamera(undefined);
    open();
    await waitFor(() => expect(state()).toBe("no-camera"));
  });

  it("in another application's window: how to open the real browser", async () => {
    vi.spyOn(navigator, "userAgent", "get").mockReturnValue("Mozilla/5.0 (iPhone) Instagram 300");
    playCamera(undefined);
    open();
    await waitFor(() => expect(state()).toBe("in-app-browser"));
    expect(screen.getByText(/Open in browser/)).toBeVisible();
  });
});
