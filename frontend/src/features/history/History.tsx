import { useEffect } from "react";
import { api, bodyOf } from "@/api/typed";
import { Bell } from "@/components/light/Bell";
import { Link } from "@/components/light/Link";
import { TopBar } from "@/components/light/TopBar";
import { useResource } from "@/hooks/useResource";
import { Calendar } from "./components/Calendar";
import { Courses } from "./components/Courses";
import { Filters } from "./components/Filters";
import { Attempts, Records } from "./components/Lists";
import { messages } from "./messages";
import { addressOf, shownBy, VIEWS } from "./model";

/** Every record and every attempt of the student, with outcome and reason, and every rate. */
export function History({ address }: { address: URL }) {
  const shown = shownBy(address.searchParams);
  const { view, course } = shown;
  const courses = useResource("my-courses", (signal) =>
    bodyOf(api.GET("/api/my/courses/", { signal })),
  );
  useEffect(() => {
    document.title = messages.title;
  }, []);
  return (
    <div className="home">
      <TopBar title={messages.title} back={{ to: "/", label: messages.back }}>
        <Bell />
      </TopBar>
      <main className="home-main history">
        <h1 className="visually-hidden">{messages.title}</h1>
        <nav className="tabs" aria-label={messages.title}>
          {VIEWS.map((name) => (
            <Link
              className="tab"
              key={name}
              // The course stays: the same one is wanted in another form.
              to={addressOf({ view: name, course: name === "courses" ? undefined : course })}
              aria-current={name === view ? "page" : undefined}
            >
              {messages.tabs[name]}
            </Link>
          ))}
        </nav>
        {(view === "records" || view === "attempts") && (
          <Filters shown={shown} courses={courses.data?.courses ?? []} />
        )}
        {view === "records" && <Records shown={shown} />}
        {view === "attempts" && <Attempts shown={shown} />}
        {view === "calendar" && <Calendar shown={shown} />}
        {view === "courses" && <Courses list={courses} />}
      </main>
    </div>
  );
}
