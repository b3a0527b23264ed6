import type { components } from "./generated/schema";
import { api, bodyOf } from "./typed";

type Schemas = components["schemas"];

export type Notification = Schemas["Notification"];
export type Channel = Schemas["ChannelEnum"];
export type KindChoices = Schemas["KindChoices"];
export type Preferences = Schemas["Preferences"];
export type PreferencesChange = Schemas["PatchedPreferencesInputRequest"];
export type Unsubscription = Schemas["Unsubscription"];

/** One page of what the user was told in the app, newest first. */
export const fetchNotifications = (page: number, pageSize: number, signal?: AbortSignal) =>
  bodyOf(
    api.GET("/api/notifications/", { params: { query: { page, page_size: pageSize } }, signal }),
  );

/** How many notifications have not been read. Never counts as use of the sign-in. */
export async function fetchUnread(signal?: AbortSignal): Promise<number> {
  return (await bodyOf(api.GET("/api/notifications/unread/", { signal }))).unread;
}

/** Marks some notifications as read, or all of them; returns how many are left unread. */
export async function markRead(ids?: number[]): Promise<number> {
  return (await bodyOf(api.POST("/api/notifications/read/", { body: ids ? { ids } : {} }))).unread;
}

export const fetchPreferences = (signal?: AbortSignal) =>
  bodyOf(api.GET("/api/notifications/preferences/", { signal }));

/** Changes what is named, and returns everything as it is then. */
export const changePreferences = (change: PreferencesChange) =>
  bodyOf(api.PATCH("/api/notifications/preferences/", { body: change }));

const withToken = (token: string) => ({ params: { path: { token } } });

/** What an unsubscribing link would end. Public, and changes nothing. */
export const fetchUnsubscription = (token: string, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/notifications/unsubscribe/{token}/", { ...withToken(token), signal }));

/** Ends what the link names. Public. */
export const unsubscribe = (token: string) =>
  bodyOf(api.POST("/api/notifications/unsubscribe/{token}/", withToken(token)));
