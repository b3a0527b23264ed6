import { keepSignIn, type NewSignIn } from "./account";
import type { components } from "./generated/schema";
import { api, bodyOf } from "./typed";

type Schemas = components["schemas"];

export type PasswordRequirements = Schemas["PasswordRequirements"];
export type OwnSignIn = Schemas["SignIn"];

/** What a password must be. Public. */
export const fetchPasswordRequirements = (signal?: AbortSignal) =>
  bodyOf(api.GET("/api/password-requirements/", { signal }));

/** Asks for the link to a new password. Answered alike whether there is such an account or not. */
export async function askForReset(identifier: string): Promise<void> {
  await api.POST("/api/auth/password-reset/", { body: { identifier } });
}

/**
 * Chooses a password by a reset link; every sign-in of the account ends. Returns its user name.
 *
 * @throws ApiError `link_invalid`, `password_refused` (params.reasons)
 */
export async function resetPassword(token: string, password: string): Promise<string> {
  const call = api.POST("/api/auth/password-reset/confirm/", { body: { token, password } });
  return (await bodyOf(call)).username;
}

/** Chooses the first password of an account and signs in. Throws as `resetPassword`. */
export async function acceptInvitation(token: string, password: string) {
  const begun = await bodyOf(api.POST("/api/auth/invitation/", { body: { token, password } }));
  return keepSignIn(begun);
}

/** Confirms the address that the link was sent to. Throws ApiError `link_invalid`. */
export async function verifyEmail(token: string): Promise<void> {
  await api.POST("/api/auth/email/verify/", { body: { token } });
}

/**
 * Has the link that confirms one's own address sent again; false when there is nothing to confirm.
 *
 * @throws ApiError `rate_limited` (params.retry_after_s)
 */
export async function sendVerification(): Promise<boolean> {
  return (await bodyOf(api.POST("/api/auth/email/verification/"))).sent;
}

/**
 * Changes one's own password; every other sign-in ends.
 *
 * @param begun the sign-in to do it with where it is not kept yet
 * @throws ApiError `current_password_wrong`, `password_refused` (params.reasons), `rate_limited`
 */
export async function changePassword(
  current: string,
  password: string,
  begun?: NewSignIn,
): Promise<void> {
  const headers = begun && { Authorization: `Token ${begun.token}` };
  await api.POST("/api/auth/password/", { body: { current, new: password }, headers });
}

/** One's own sign-ins, the last used first. */
export const fetchSignIns = async (signal?: AbortSignal): Promise<OwnSignIn[]> =>
  (await bodyOf(api.GET("/api/auth/sign-ins/", { signal }))).results;

/** Ends one of one's own sign-ins. */
export async function endSignIn(id: number): Promise<void> {
  await api.DELETE("/api/auth/sign-ins/{id}/", { params: { path: { id } } });
}

/** Ends all of one's own sign-ins but this one; returns how many. */
export const endOtherSignIns = async (): Promise<number> =>
  (await bodyOf(api.POST("/api/auth/sign-ins/end-others/"))).ended;

/** Ends all of one's own sign-ins, this one too. */
export async function endAllSignIns(): Promise<void> {
  await api.POST("/api/auth/sign-ins/end-all/");
}

/** Who is signed in, with what the server knows of the address. */
export const fetchMe = (signal?: AbortSignal) => bodyOf(api.GET("/api/me/", { signal }));
