import { useEffect } from "react";
import { timeZone } from "@/api/account";
import { Link } from "@/components/light/Link";
import { StateScreen } from "@/components/light/StateScreen";
import { zonedFormat } from "@/lib/zonedFormat";
import { messages } from "../messages";
import type { View } from "../views";
import { Receipt } from "./Receipt";

type DoneView = Extract<View, { record: unknown }>;

/** Minutes late, rounded up: a student 30 s over the limit is not "0 min" late. */
const minutes = (seconds: number): string => String(Math.max(1, Math.ceil(seconds / 60)));

/** Title, lead and colour of a check-in that has a record. */
export function doneWords(view: DoneView) {
  const { record } = view;
  const lateBy =
    record.late_by_s === null || record.status !== "late"
      ? null
      : messages.late.lead(minutes(record.late_by_s), String(Math.round(record.late_limit_s / 60)));
  const arrived = zonedFormat(timeZone()).time(record.arrived_at ?? record.recorded_at);
  switch (view.state) {
    case "late":
      return {
        tone: "late",
        icon: "clock",
        title: messages.late.title,
        lead: lateBy ?? "",
      } as const;
    case "for-review":
      return {
        tone: "review",
        icon: "tick",
        title: messages.forReview.title,
        lead: lateBy ? `${lateBy}. ${messages.forReview.lead}` : messages.forReview.lead,
      } as const;
    case "already-in":
      return {
        tone: record.status === "late" ? "late" : "ok",
        icon: "tick",
        title: messages.alreadyIn.title,
        lead: messages.alreadyIn.lead(arrived),
      } as const;
    default:
      return {
        tone: "ok",
        icon: "tick",
        title: messages.onTime.title,
        lead: messages.onTime.lead,
      } as const;
  }
}

/** The result a student hopes for, huge and with its receipt. */
export function DoneScreen({ view }: { view: DoneView }) {
  const words = doneWords(view);
  useEffect(() => {
    // Browsers that have seen no touch yet would complain instead of vibrating.
    if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(80);
  }, []);
  return (
    <StateScreen
      state={view.state}
      tone={words.tone}
      icon={words.icon}
      title={words.title}
      lead={words.lead}
      actions={
        <Link className="button button-on-tone" to="/">
          {messages.done}
        </Link>
      }
    >
      <Receipt
        record={view.record}
        info={view.info}
        reasons={view.state === "for-review" ? view.record.reasons : []}
      />
    </StateScreen>
  );
}
