import type { components } from "./generated/schema";
import { api, bodyOf } from "./typed";

type Schemas = components["schemas"];

export type KioskFound = Schemas["KioskFound"];
export type KioskDone = Schemas["KioskCheckedIn"];
export type RunningKiosk = Schemas["Kiosk"];

/** The class of a kiosk; refused with `kiosk_ended` once it is none. */
export const fetchKiosk = (kiosk: string, signal?: AbortSignal) =>
  bodyOf(api.POST("/api/kiosk/state/", { body: { kiosk }, signal }));

/** Whose number it is. */
export const lookUp = (kiosk: string, number: string) =>
  bodyOf(api.POST("/api/kiosk/look-up/", { body: { kiosk, number } }));

/** Checks in whom a look-up has found; the same ticket again gives the same answer. */
export const kioskCheckIn = (kiosk: string, ticket: string) =>
  bodyOf(api.POST("/api/kiosk/check-in/", { body: { kiosk, ticket } }));

const at = (session: number) => ({ params: { path: { id: session } } });

/** The devices that are in kiosk mode for a session. */
export const fetchKiosks = async (session: number, signal?: AbortSignal): Promise<RunningKiosk[]> =>
  (await bodyOf(api.GET("/api/sessions/{id}/kiosks/", { ...at(session), signal }))).kiosks;

/** Starts kiosk mode; the token is told once. */
export const startKiosk = (session: number) =>
  bodyOf(api.POST("/api/sessions/{id}/kiosks/", at(session)));

/** Ends kiosk mode on a device. */
export const endKiosk = (session: number, kiosk: number) =>
  bodyOf(
    api.POST("/api/sessions/{id}/kiosks/{kiosk_pk}/end/", {
      params: { path: { id: session, kiosk_pk: kiosk } },
    }),
  );
