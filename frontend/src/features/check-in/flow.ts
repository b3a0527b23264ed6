import { knownUser } from "@/api/account";
import { ApiError } from "@/api/client";
import type { Finish, Outcome } from "@/api/student/types";
import { dropToken, getToken } from "@/api/token";
import { uuid } from "@/lib/uuid";
import { forgetClaim, keepClaim, keptClaim } from "./claimMemory";
import { deviceKey } from "./deviceKey";
import {
  COARSE_M,
  type Fix,
  type Located,
  locate,
  locateAhead,
  rememberLocationWanted,
} from "./location";
import { postClaim, postFinish, postTyped } from "./protocol";
import { disown, isPassing, noteScan, own, removeScan, saveScan, scanAge } from "./queue";
import {
  type ClassInfo,
  numberParam,
  recordView,
  refusalView,
  textParam,
  type View,
} from "./views";
import { backoff, Waiter } from "./waiter";

export type Entry = { kind: "qr"; code: string } | { kind: "typed"; code: string };

/** A fix that is at hand within this time goes along with the claim. */
const HEAD_START_MS = 300;
/** A claim that nobody attends to is sent this long before it would lapse. */
const SEND_BEFORE_LAPSE_MS = 12_000;
/** Spreads the requests of a hall that waits for the same opening. */
const OPENING_SPREAD_MS = 1500;

/** A lecturer may open later than planned; this often the page asks again. */
const LEAST_WAIT_S = 3;

const NOT_ASKED: Finish = { location: null, location_status: "not_asked", without_location: false };

const finishWith = (fix: Fix): Finish => ({
  location: {
    latitude: fix.latitude,
    longitude: fix.longitude,
    accuracy_m: fix.accuracy_m,
    age_s: fix.age_s(),
  },
  location_status: "granted",
  without_location: false,
});

/**
 * One check-in from the scan to its result: posts the claim at once, then
 * brings in log-in and location as the server asks for them, and tries again
 * by itself for as long as the page is open. Every retry carries the same
 * client reference, so the server makes at most one claim of them.
 */
export class CheckInFlow {
  readonly reference: string;
  private view: View = { state: "sending" };
  private readonly listeners = new Set<() => void>();
  private readonly waiter = new Waiter();
  private claimId: string | null = null;
  private info: ClassInfo | null = null;
  private locationWanted = false;
  private lapsesAt: number | null = null;
  private ahead: Promise<Located | null> | null = null;
  private savedAt: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private started = false;
  private disposed = false;
  /** Counts the steps: a step that was overtaken by another must not speak. */
  private step = 0;

  constructor(private readonly entry: Entry) {
    const kept = entry.kind === "qr" ? keptClaim(entry.code) : null;
    this.reference = kept?.client_reference ?? uuid();
    this.claimId = kept?.claim_id ?? null;
    this.info = kept?.info ?? null;
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  readonly snapshot = (): View => this.view;

  /** Posts the claim, or goes on with the one this tab has kept. Safe to call twice. */
  start(): void {
    this.disposed = false;
    own(this.reference);
    this.waiter.attach();
    document.addEventListener("visibilitychange", this.onVisible);
    if (this.started) return;
    this.started = true;
    noteScan(this.reference);
    if (this.claimId === null) void this.claim();
    else if (getToken() === null) this.askToSignIn();
    else void this.finish(NOT_ASKED);
  }

  /** Stops timers and leaves what was not sent to the queue. */
  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.waiter.detach();
    document.removeEventListener("visibilitychange", this.onVisible);
    disown(this.reference);
  }

  /** Goes on after the user has signed in. */
  signedIn(): void {
    if (this.view.state === "too-early") this.show({ ...this.view, signedIn: true });
    else if (this.claimId === null) void this.claim();
    else if (this.locationWanted) void this.locateAndFinish();
    else void this.finish(NOT_ASKED);
  }

  /** Signs the wrong user out and asks for the right one, keeping the scan. */
  switchAccount(): void {
    dropToken();
    this.askToSignIn();
  }

  /** Asks to sign in for a claim that was refused to a stranger. */
  askToSignIn(): void {
    this.show({ state: "sign-in", info: this.info, deadline: this.lapsesAt });
  }

  /** Tries once more without waiting. */
  retryNow(): void {
    if (this.view.state === "offline" || this.view.state === "server-error") this.waiter.cut();
    else if (this.claimId === null || this.view.state === "refused") void this.claim();
    else void this.finish(NOT_ASKED);
  }

  /** Looks for the location again, newer than what the browser remembers. */
  locateAgain(): void {
    void this.locateAndFinish(0);
  }

  /** Sends the claim with the location there is, or with none: a person decides. */
  sendAsItIs(): void {
    const { view } = this;
    if (!("sendsAt" in view)) return;
    if (view.fix) {
      void this.finish(finishWith(view.fix));
      return;
    }
    const status = view.state.replace("location-", "") as Finish["location_status"];
    void this.finish({ location: null, location_status: status, without_location: true });
  }

  /** A phone that slept has counted wrongly: ask the server how long it still takes. */
  private readonly onVisible = () => {
    const waiting = this.view.state === "too-early" && getToken() !== null;
    if (waiting && document.visibilityState === "visible") void this.finish(NOT_ASKED, true);
  };

  private show(view: View): void {
    if (this.disposed) return;
    clearTimeout(this.timer);
    this.view = view;
    for (const listener of this.listeners) listener();
  }

  private later(milliseconds: number, action: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => {
        if (!this.disposed) action();
      },
      Math.max(0, milliseconds),
    );
  }

  private async claim(): Promise<void> {
    this.show({ state: "sending" });
    const key = await deviceKey();
    if (this.entry.kind === "typed") {
      const finish = await this.firstFinish();
      return this.deliver(() => this.postTyped(finish));
    }
    const finish = getToken() === null ? undefined : await this.firstFinish();
    const { code } = this.entry;
    return this.deliver(() =>
      postClaim(
        {
          code,
          client_reference: this.reference,
          public_key: key?.publicKey ?? null,
          scanned_at: this.savedAt,
          scanned_age_s: this.savedAt === null ? null : scanAge(this.reference),
          finish: getToken() === null ? undefined : (finish ?? NOT_ASKED),
        },
        key,
      ),
    );
  }

  private async postTyped(finish: Finish): Promise<Outcome> {
    const key = await deviceKey();
    const body = {
      code: this.entry.code,
      client_reference: this.reference,
      public_key: key?.publicKey ?? null,
      finish,
    };
    return postTyped(body, key);
  }

  /**
   * What goes along with the claim: a good fix if there is one within a blink,
   * else "not asked", to which a class without a location rule says yes at
   * once, and any other keeps the claim and asks.
   */
  private async firstFinish(): Promise<Finish> {
    this.ahead = locateAhead();
    const blink = new Promise<null>((resolve) => setTimeout(() => resolve(null), HEAD_START_MS));
    const located = await Promise.race([this.ahead, blink]);
    return located?.fix && located.fix.accuracy_m <= COARSE_M ? finishWith(located.fix) : NOT_ASKED;
  }

  private async finish(finish: Finish, quietly = false): Promise<void> {
    const claim = this.claimId;
    if (!quietly)
      this.show(this.info ? { state: "locating", info: this.info } : { state: "sending" });
    if (claim === null) return this.deliver(() => this.postTyped(finish));
    const key = await deviceKey();
    return this.deliver(() => postFinish(claim, finish, key));
  }

  private async locateAndFinish(maximumAge?: number): Promise<void> {
    const step = ++this.step;
    this.show({ state: "locating", info: this.info });
    const begun = maximumAge === undefined ? await this.ahead : null;
    this.ahead = null;
    const located = begun ?? (await locate(maximumAge));
    if (step !== this.step || this.disposed) return;
    // Where the location is only noted, nobody is kept from checking in for want of one.
    const strict = this.info?.session.geofence_mode !== "record";
    const { fix, status } = located;
    if (fix === null) {
      if (strict) this.explainLocation(`location-${located.status}`, null);
      else await this.finish({ location: null, location_status: status, without_location: false });
    } else if (strict && fix.accuracy_m > COARSE_M) {
      this.explainLocation("location-coarse", fix);
    } else {
      await this.finish(finishWith(fix));
    }
  }

  private explainLocation(
    state: "location-denied" | "location-unavailable" | "location-timeout" | "location-coarse",
    fix: Fix | null,
  ): void {
    const sendsAt = this.lapsesAt === null ? null : this.lapsesAt - SEND_BEFORE_LAPSE_MS;
    this.show({ state, info: this.info, fix, sendsAt });
    if (sendsAt !== null) this.later(sendsAt - performance.now(), () => this.sendAsItIs());
  }

  /** Posts until there is a definite answer. */
  private async deliver(post: () => Promise<Outcome>): Promise<void> {
    const step = ++this.step;
    for (let tries = 0; ; tries++) {
      let outcome: Outcome;
      try {
        outcome = await post();
      } catch (error) {
        if (step !== this.step || this.disposed) return;
        if (error instanceof ApiError && !isPassing(error)) return this.refuse(error);
        await this.pause(error, tries);
        if (step !== this.step || this.disposed) return;
        continue;
      }
      if (step === this.step) this.settle(outcome);
      return;
    }
  }

  private async pause(error: unknown, tries: number): Promise<void> {
    let pause = backoff(tries);
    if (error instanceof ApiError && error.status === 429) {
      pause = 1000 * (numberParam(error, "retry_after_s") ?? 10);
      this.show({ state: "rate-limited", retryAt: performance.now() + pause });
    } else {
      await this.keepScan();
      this.show(this.troubleView(error, pause));
    }
    await this.waiter.wait(pause);
  }

  private troubleView(error: unknown, pause: number): View {
    if (error instanceof ApiError) {
      const reference = error.request_id || this.reference;
      return {
        state: "server-error",
        reference: reference.slice(0, 4).toUpperCase(),
        retryAt: performance.now() + pause,
      };
    }
    return { state: "offline", savedAt: this.savedAt ?? new Date().toISOString() };
  }

  /** Writes a scan that has no claim yet into the queue, which outlives the page. */
  private async keepScan(): Promise<void> {
    if (this.entry.kind !== "qr" || this.claimId !== null || this.savedAt !== null) return;
    const age = scanAge(this.reference) ?? 0;
    this.savedAt = new Date(Date.now() - 1000 * age).toISOString();
    await saveScan({
      client_reference: this.reference,
      code: this.entry.code,
      scanned_at: this.savedAt,
      state: "waiting",
      answer: null,
    });
  }

  private settle(outcome: Outcome): void {
    this.info = outcome;
    this.claimId = outcome.claim_id ?? this.claimId;
    this.locationWanted = outcome.location_wanted;
    if (this.savedAt !== null) void removeScan(this.reference);
    rememberLocationWanted(outcome.location_wanted);
    const { record } = outcome;
    if (record) {
      forgetClaim();
      this.show(recordView(outcome, record));
    } else if (outcome.outcome === "received_late") {
      forgetClaim();
      const savedAt = this.savedAt ?? new Date(outcome.server_time_ms).toISOString();
      this.show({ state: "received-late", info: outcome, savedAt });
    } else {
      this.goOn(outcome);
    }
  }

  /** The claim is kept by the server and wants something more. */
  private goOn(outcome: Outcome): void {
    if (this.entry.kind === "qr") {
      const { course, session, organization } = outcome;
      keepClaim({
        code: this.entry.code,
        client_reference: this.reference,
        claim_id: this.claimId,
        info: { course, session, organization },
      });
    }
    this.lapsesAt ??= performance.now() + 1000 * outcome.session.finish_within_s;
    if (outcome.outcome === "location_required") void this.locateAndFinish();
    else if (outcome.outcome === "session_not_open") this.waitForOpening(outcome);
    else this.askToSignIn();
  }

  private waitForOpening(outcome: Outcome): void {
    const wait = 1000 * Math.max(outcome.opens_in_s ?? 0, LEAST_WAIT_S);
    this.lapsesAt = performance.now() + wait + 1000 * outcome.session.finish_within_s;
    const opensAt = performance.now() + wait;
    const signedIn = getToken() !== null;
    this.show({ state: "too-early", info: outcome, opensAt, signedIn });
    this.later(wait + Math.random() * OPENING_SPREAD_MS, () => {
      if (getToken() !== null) void this.finish(NOT_ASKED);
      else this.askToSignIn();
    });
  }

  private refuse(error: ApiError): void {
    if (error.status === 401) {
      dropToken();
      // The public may claim: without the dead token the arrival still counts.
      if (this.entry.kind === "qr" && this.claimId === null) void this.claim();
      else this.askToSignIn();
      return;
    }
    if (this.savedAt !== null) void removeScan(this.reference);
    // A refusal may leave the claim open, so that a better location can follow.
    this.claimId = textParam(error, "claim_id") ?? this.claimId;
    const view = refusalView(error, knownUser()?.role);
    if (view.state !== "outside" && view.state !== "other-account") forgetClaim();
    this.show(view);
  }
}
