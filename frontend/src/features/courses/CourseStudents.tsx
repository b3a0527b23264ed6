import type { Id } from "@/api/staff/types";
import classes from "./Courses.module.css";
import { EnrolSearch } from "./EnrolSearch";
import { JoinCode } from "./JoinCode";
import { useCourse } from "./queries";
import { Roster } from "./Roster";

/** Who attends the course, and how students come into it. */
export function CourseStudents({ course: id }: { course: Id }) {
  const { data: course } = useCourse(id);
  return (
    <div className={classes.columns}>
      <Roster course={id} />
      <div className={classes.tools}>
        <EnrolSearch course={id} />
        {course !== undefined && <JoinCode course={course} />}
      </div>
    </div>
  );
}
