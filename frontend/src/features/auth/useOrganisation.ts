import { fetchOrganisation } from "@/api/account";
import { useResource } from "@/hooks/useResource";
import type { OwnTexts } from "./passwordRules";

/** The organisation of this address by name, and what it adds to anybody's own words. */
export function useOrganisation(): { name: string; own: OwnTexts } {
  const { data } = useResource("organisation", fetchOrganisation);
  return {
    name: data?.name ?? "",
    own: { texts: data ? [data.name, data.slug] : [], complete: false },
  };
}
