import type { PasswordRequirements } from "@/api/passwords";
import { Announcer } from "@/components/light/Announcer";
import { Icon } from "@/components/light/Icon";
import { ruleWords, words } from "../linkWords";
import type { Rule, Standing } from "../passwordRules";

const SIGN = { met: "tick", missing: "cross", refused: "cross", open: "info" } as const;

/** Before anything is typed nothing is wrong yet. */
const shown = (standing: Standing, typed: boolean): Standing =>
  standing === "missing" && !typed ? "open" : standing;

interface PasswordRulesProps {
  id: string;
  rules: Rule[];
  needs: PasswordRequirements;
  typed: boolean;
}

/** What a password needs, and how what is typed stands with it; changes are read out. */
export function PasswordRules({ id, rules, needs, typed }: PasswordRulesProps) {
  const wrong = rules.filter((rule) => rule.standing === "missing" || rule.standing === "refused");
  const spoken = wrong.length === 0 ? words.password.fits : words.password.left(wrong.length);
  return (
    <>
      <ul className="rules" id={id} aria-label={words.password.rules}>
        {rules.map((rule) => {
          const standing = shown(rule.standing, typed);
          return (
            <li key={rule.code} data-rule={rule.code} data-standing={standing}>
              <Icon name={SIGN[standing]} size={18} />
              <span>
                <span className="visually-hidden">{words.password.standing[standing]}</span>
                {ruleWords(rule, needs, typed)}
              </span>
            </li>
          );
        })}
      </ul>
      <Announcer text={typed ? spoken : ""} />
    </>
  );
}
