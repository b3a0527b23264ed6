import { createBrowserRouter } from "react-router";
import { organisationPath } from "@/api/organisation";
import { NotFoundPage } from "./pages/NotFoundPage";
import { BareRouteFailure, RouteFailure } from "./pages/RouteFailure";
import { Shell } from "./shell/Shell";
import { SignedIn } from "./shell/SignedIn";

/** The pages of the staff shell. Each is fetched when it is first opened, and fails on its own. */
export function makeRouter() {
  return createBrowserRouter(
    [
      {
        element: <SignedIn />,
        errorElement: <BareRouteFailure />,
        hydrateFallbackElement: <div />,
        children: [
          {
            element: <Shell />,
            children: [
              {
                errorElement: <RouteFailure />,
                children: [
                  { path: "dashboard", lazy: () => import("./pages/DashboardPage") },
                  { path: "courses", lazy: () => import("./pages/CoursesPage") },
                  {
                    path: "courses/:courseId/register",
                    lazy: () => import("./pages/RegisterPage"),
                  },
                  {
                    path: "courses/:courseId",
                    lazy: () => import("./pages/CoursePage"),
                    children: [
                      { index: true, lazy: () => import("./pages/CourseStudentsPage") },
                      { path: "sessions", lazy: () => import("./pages/CourseSessionsPage") },
                      { path: "settings", lazy: () => import("./pages/CourseSettingsPage") },
                    ],
                  },
                  { path: "students", lazy: () => import("./pages/StudentsPage") },
                  { path: "students/:studentId", lazy: () => import("./pages/StudentPage") },
                  { path: "lecturers", lazy: () => import("./pages/LecturersPage") },
                  { path: "staff", lazy: () => import("./pages/StaffPage") },
                  { path: "terms", lazy: () => import("./pages/TermsPage") },
                  { path: "venues", lazy: () => import("./pages/VenuesPage") },
                  { path: "requests", lazy: () => import("./pages/RequestsPage") },
                  { path: "settings", lazy: () => import("./pages/SettingsPage") },
                  { path: "audit", lazy: () => import("./pages/AuditPage") },
                  { path: "sessions", lazy: () => import("./pages/SessionsPage") },
                  { path: "sessions/:sessionId", lazy: () => import("./pages/SessionPage") },
                  { path: "sessions/:sessionId/kiosk", lazy: () => import("./pages/KioskPage") },
                  { path: "imports", lazy: () => import("./pages/ImportsPage") },
                  { path: "imports/:importId", lazy: () => import("./pages/ImportPage") },
                  { path: "*", element: <NotFoundPage /> },
                ],
              },
            ],
          },
          {
            path: "courses/:courseId/register/print",
            errorElement: <BareRouteFailure />,
            lazy: () => import("./pages/PrintListPage"),
          },
          {
            path: "sessions/:sessionId/projector",
            errorElement: <BareRouteFailure />,
            lazy: () => import("./pages/ProjectorPage"),
          },
        ],
      },
    ],
    { basename: organisationPath() || "/" },
  );
}
