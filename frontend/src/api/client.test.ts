import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { server } from "@/testing/server";
import { ApiError, NetworkError, request } from "./client";
import { getToken, SIGNED_OUT_EVENT, storeToken } from "./token";

const url = (path: string) => `http://localhost:3000${path}`;

function visit(path: string) {
  window.history.replaceState(null, "", path);
}

describe("request", () => {
  it("sends the token and reads JSON", async () => {
    storeToken("t1", "");
    server.use(
      http.get(url("/api/me/"), ({ request: got }) =>
        HttpResponse.json({ sent: got.headers.get("Authorization") }),
      ),
    );
    expect(await request("/api/me/")).toEqual({ sent: "Token t1" });
  });

  it("goes under the organisation path of the page", async () => {
    visit("/org/north/history");
    server.use(http.get(url("/org/north/api/me/"), () => HttpResponse.json({ ok: true })));
    expect(await request("/api/me/")).toEqual({ ok: true });
    visit("/");
  });

  it("turns an error body into an ApiError", async () => {
    server.use(
      http.get(url("/api/me/"), () =>
        HttpResponse.json(
          { code: "not_enrolled", detail: "No", params: { course: 1 }, request_id: "7F2A" },
          { status: 403 },
        ),
      ),
    );
    const error = await request("/api/me/").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 403, code: "not_enrolled", request_id: "7F2A" });
  });

  it("takes an HTML page of a broken proxy for a server error", async () => {
    server.use(http.get(url("/api/me/"), () => HttpResponse.html("<h1>Bad</h1>", { status: 502 })));
    await expect(request("/api/me/")).rejects.toMatchObject({ code: "server_error", status: 502 });
  });

  it("tells a network failure from an answer", async () => {
    server.use(http.get(url("/api/me/"), () => HttpResponse.error()));
    await expect(request("/api/me/")).rejects.toBeInstanceOf(NetworkError);
  });

  it("drops a refused token and says so once", async () => {
    storeToken("old", "");
    const heard = vi.fn();
    window.addEventListener(SIGNED_OUT_EVENT, heard);
    server.use(
      http.get(url("/api/me/"), () =>
        HttpResponse.json({ code: "token_invalid", detail: "", params: {} }, { status: 401 }),
      ),
    );
    await expect(request("/api/me/")).rejects.toMatchObject({ code: "token_invalid" });
    expect(getToken()).toBeNull();
    expect(heard).toHaveBeenCalledTimes(1);
    window.removeEventListener(SIGNED_OUT_EVENT, heard);
  });

  it("keeps a newer token of another tab", async () => {
    storeToken("old", "");
    server.use(
      http.get(url("/api/me/"), () => {
        storeToken("new", "");
        return HttpResponse.json(
          { code: "token_invalid", detail: "", params: {} },
          { status: 401 },
        );
      }),
    );
    await expect(request("/api/me/")).rejects.toBeInstanceOf(ApiError);
    expect(getToken()).toBe("new");
  });
});
