import { useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/staff/keys";
import type { Id } from "@/api/staff/types";
import { LoadError } from "@/components/feedback/LoadError";
import { PolicyForm } from "@/components/policy/PolicyForm";
import { PolicySkeleton } from "@/components/policy/PolicySkeleton";
import frame from "./CourseFrame.module.css";
import classes from "./Courses.module.css";
import { JoinCode } from "./JoinCode";
import { messages } from "./messages";
import { useCourse, useCoursePolicy, useCoursePolicyChange } from "./queries";
import { Room } from "./Room";

/** How check-ins of the course are judged, where it meets, and how students join it. */
export function CourseSettings({ course: id }: { course: Id }) {
  const { data: course } = useCourse(id);
  return (
    <div className={classes.columns}>
      <div className={frame.rules}>
        <p className={frame.lead}>{messages.rulesText}</p>
        <OwnRules course={id} />
      </div>
      {course !== undefined && (
        <div className={classes.tools}>
          <Room course={course} />
          <JoinCode course={course} />
        </div>
      )}
    </div>
  );
}

function OwnRules({ course }: { course: Id }) {
  const { data: policy, error, refetch } = useCoursePolicy(course);
  const { preview, save } = useCoursePolicyChange(course);
  const client = useQueryClient();
  if (policy === undefined) {
    if (error !== null) return <LoadError error={error} onRetry={() => void refetch()} />;
    return <PolicySkeleton label={messages.loadingRules} />;
  }
  return (
    <PolicyForm
      loaded={policy}
      preview={preview}
      save={save}
      onTakeOver={(now) => client.setQueryData(keys.coursePolicy(course), now)}
    />
  );
}
