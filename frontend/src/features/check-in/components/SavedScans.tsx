import { useCallback, useEffect, useState } from "react";
import { timeZone } from "@/api/account";
import { getToken } from "@/api/token";
import { Icon } from "@/components/light/Icon";
import { zonedFormat } from "@/lib/zonedFormat";
import { messages } from "../messages";
import { QUEUE_EVENT, removeScan, type SavedScan, savedScans, sendSavedScans } from "../queue";

function words(scan: SavedScan): string {
  const text = messages.queue;
  if (scan.state === "waiting") {
    const waiting = text.waiting(zonedFormat(timeZone()).dayTime(scan.scanned_at));
    return getToken() === null ? `${waiting}. ${text.signIn}` : waiting;
  }
  if (scan.state === "refused") return scan.answer?.text || text.refused;
  return scan.answer?.kind === "received_late" ? text.sent : text.accepted;
}

/** The scans that wait on this phone, and what became of those that were sent. */
export function SavedScans() {
  const [scans, setScans] = useState<SavedScan[]>([]);
  const read = useCallback(() => void savedScans().then(setScans), []);
  useEffect(() => {
    read();
    window.addEventListener(QUEUE_EVENT, read);
    return () => window.removeEventListener(QUEUE_EVENT, read);
  }, [read]);

  if (scans.length === 0) return null;
  const waiting = scans.some((scan) => scan.state === "waiting");
  return (
    <section className="section" aria-labelledby="queue-title" data-queue={scans.length}>
      <div className="section-head">
        <h2 id="queue-title">{messages.queue.title}</h2>
        {waiting && getToken() !== null && (
          <button type="button" className="text-button" onClick={() => void sendSavedScans()}>
            {messages.queue.send}
          </button>
        )}
      </div>
      <ul className="rows">
        {scans.map((scan) => (
          <li className="row" key={scan.client_reference} data-scan={scan.state}>
            <Icon
              name={scan.state === "sent" ? "tick" : scan.state === "refused" ? "info" : "offline"}
            />
            <span className="row-text">
              <strong>{scan.answer?.course ?? messages.queue.unknownClass}</strong>
              <span>{words(scan)}</span>
            </span>
            {scan.state !== "waiting" && (
              <button
                type="button"
                className="icon-button"
                aria-label={messages.queue.dismiss}
                onClick={() => void removeScan(scan.client_reference)}
              >
                <Icon name="cross" size={20} />
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
