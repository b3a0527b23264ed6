import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/staff/keys";
import { doneToast } from "@/components/feedback/toasts";
import { errorFacts } from "@/lib/errorWords";
import { messages } from "./messages";
import { type Known, merged, type Values } from "./model";

export type FormBody = Record<string, string | number | boolean | null>;

interface Saving<Row> {
  known?: Known | undefined;
  reread?: ((known: Known) => Promise<Known>) | undefined;
  save: (body: FormBody) => Promise<Row>;
  said: (row: Row) => string;
  onClose: () => void;
}

/** What is typed into a form, and how it is stored, also after somebody else was faster. */
export function useSaving<Row>({ known: first, reread, save, said, onClose }: Saving<Row>) {
  const client = useQueryClient();
  const [known, setKnown] = useState(first);
  const [values, setValues] = useState<Values>(first?.values ?? {});
  // What the form began with; there only after somebody else was faster.
  const [begun, setBegun] = useState<Values>();

  const sending = useMutation({
    mutationFn: async (body: FormBody) => {
      try {
        return await save(known === undefined ? body : { ...body, version: known.version });
      } catch (error) {
        const isLate = errorFacts(error).code === "changed_meanwhile";
        if (isLate && known !== undefined && reread !== undefined) {
          const now = await reread(known);
          setBegun(known.values);
          setValues((typed) => merged(typed, known.values, now.values));
          setKnown(now);
        }
        throw error;
      }
    },
    onSuccess: async (row) => {
      doneToast(said(row));
      onClose();
      await client.invalidateQueries({ queryKey: keys.people });
    },
  });

  /** What somebody else did to a field; undefined for nothing. */
  const note = (name: string): string | undefined => {
    if (begun === undefined) return undefined;
    const [was, stored] = [begun[name] ?? "", known?.values[name] ?? ""];
    if ((values[name] ?? "") !== stored) return messages.stored(stored || messages.none);
    return was === stored ? undefined : messages.wasBefore(was || messages.none);
  };

  return {
    values,
    before: known?.values ?? {},
    type: (name: string, value: string) => setValues((now) => ({ ...now, [name]: value })),
    note,
    send: sending.mutate,
    error: sending.error,
    isPending: sending.isPending,
  };
}
