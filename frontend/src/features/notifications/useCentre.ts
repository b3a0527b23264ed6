import { useCallback, useEffect, useRef, useState } from "react";
import { fetchNotifications, markRead, type Notification } from "@/api/notifications";
import { setUnread, useUnread } from "@/hooks/useUnread";
import { merged } from "./model";

const PAGE_SIZE = 20;

export interface Centre {
  /** What is known, newest first; null until the first answer. */
  items: Notification[] | null;
  hasMore: boolean;
  busy: boolean;
  error: unknown;
  unread: number;
  /** Whether the last marking could not be stored. */
  notMarked: boolean;
  loadMore: () => void;
  reload: () => void;
  /** Marks some as read, or everything; false when the server could not be told. */
  read: (ids?: number[]) => Promise<boolean>;
}

/** The notification centre: pages that are put together, and kept up to date by the bell's number. */
export function useCentre(): Centre {
  const [items, setItems] = useState<Notification[] | null>(null);
  const [total, setTotal] = useState(0);
  const [busy, setBusy] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const [notMarked, setNotMarked] = useState(false);
  const counted = useUnread();
  const lastCounted = useRef(counted);

  const load = useCallback(async (page: number) => {
    setBusy(true);
    try {
      const answer = await fetchNotifications(page, PAGE_SIZE);
      setItems((before) => merged(before ?? [], answer.results, page === 1));
      setTotal(answer.count);
      setError(null);
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  }, []);
  const reload = useCallback(() => void load(1), [load]);

  useEffect(reload, [reload]);
  useEffect(() => {
    window.addEventListener("online", reload);
    return () => window.removeEventListener("online", reload);
  }, [reload]);
  useEffect(() => {
    // A larger number than before: something has arrived that this list does not show.
    const before = lastCounted.current;
    lastCounted.current = counted;
    if (before !== null && counted !== null && counted > before) reload();
  }, [counted, reload]);

  const setRead = (ids: number[], at: string | null) =>
    setItems(
      (before) =>
        before?.map((item) => (ids.includes(item.id) ? { ...item, read_at: at } : item)) ?? null,
    );

  const read = async (ids?: number[]): Promise<boolean> => {
    const unreadIds = (items ?? []).filter((item) => item.read_at === null).map((item) => item.id);
    const changing = unreadIds.filter((id) => ids?.includes(id) ?? true);
    if (ids && changing.length === 0) return true;
    setNotMarked(false);
    setRead(changing, new Date().toISOString());
    try {
      setUnread(await markRead(ids));
      return true;
    } catch {
      setRead(changing, null);
      setNotMarked(true);
      return false;
    }
  };

  const known = items ?? [];
  return {
    items,
    hasMore: known.length < total,
    busy,
    error,
    unread: counted ?? known.filter((item) => item.read_at === null).length,
    notMarked,
    loadMore: () => void load(Math.floor(known.length / PAGE_SIZE) + 1),
    reload,
    read,
  };
}
