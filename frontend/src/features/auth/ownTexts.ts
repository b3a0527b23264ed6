import type { Me } from "@/api/student/types";
import type { OwnTexts } from "./passwordRules";

/** The texts about a person that their password must not be made of. */
export function textsAbout(me: Me): OwnTexts {
  const address = me.email.split("@", 1)[0] ?? "";
  const numbers = [me.student?.student_id, me.lecturer?.staff_id];
  const place = [me.organization?.name, me.organization?.slug];
  const texts = [me.username, me.full_name, address, ...numbers, ...place];
  return { texts: texts.filter((text) => text !== undefined), complete: true };
}
