import { send } from "./client";
import type { components } from "./generated/schema";
import { api, bodyOf } from "./typed";

type Schemas = components["schemas"];

export type Attested = Schemas["Attested"];
export type MyReceipt = Schemas["MyReceipt"];
export type Verified = Schemas["Verified"];

/** The receipt of one of my records; signed now unless it has been before. */
export const fetchMyReceipt = (record: number, signal?: AbortSignal): Promise<MyReceipt> =>
  bodyOf(api.POST("/api/my/records/{id}/receipt/", { params: { path: { id: record } }, signal }));

/** The same as PDF. */
export async function fetchReceiptPdf(record: number): Promise<Blob> {
  return (await send(`/api/my/records/${record}/receipt/pdf/`, { method: "GET" })).blob();
}

/** Verifies a receipt by its code or by the text of its file. Public. */
export const verifyReceipt = (
  what: { code: string } | { receipt: string },
  signal?: AbortSignal,
): Promise<Verified> =>
  bodyOf(api.POST("/api/receipts/verify/", { body: { code: "", receipt: "", ...what }, signal }));
