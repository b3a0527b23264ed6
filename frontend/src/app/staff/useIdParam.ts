import { useParams } from "react-router";
import type { Id } from "@/api/staff/types";

/** A row's id from the address; a word in its place is an address that names nothing. */
export function useIdParam(name: string): Id {
  const value = useParams()[name] ?? "";
  if (!/^\d+$/.test(value)) throw new Response(null, { status: 404 });
  return Number(value);
}
