import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { Me } from "@/api/staff/types";
import { type ZonedFormat, zonedFormat } from "@/lib/zonedFormat";

interface Staff {
  me: Me;
  /** The organisation's name. */
  organizationName: string;
  /** IANA name of the organisation's time zone. */
  timeZone: string;
  format: ZonedFormat;
}

const StaffContext = createContext<Staff | null>(null);

/** Gives every screen the signed-in person and the organisation's way of writing dates. */
export function StaffProvider({ me, children }: { me: Me; children: ReactNode }) {
  const staff = useMemo<Staff>(() => {
    const timeZone = me.organization?.timezone ?? "UTC";
    return {
      me,
      organizationName: me.organization?.name ?? "Attendance",
      timeZone,
      format: zonedFormat(timeZone),
    };
  }, [me]);
  return <StaffContext value={staff}>{children}</StaffContext>;
}

/** The signed-in person; only below the shell, which loads it first. */
export function useStaff(): Staff {
  const staff = useContext(StaffContext);
  if (staff === null) throw new Error("useStaff outside the staff shell");
  return staff;
}
