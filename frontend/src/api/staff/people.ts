import { api, bodyOf } from "@/api/typed";
import type { components, operations } from "../generated/schema";
import type { Id } from "./types";

type Schemas = components["schemas"];

/** The shapes of people, named as the screens speak of them. */
export type Student = Schemas["Person"];
export type Lecturer = Schemas["LecturerRow"];
export type StaffMember = Schemas["StaffRow"];
export type Account = Schemas["Account"];
export type AccountState = Schemas["AccountStateEnum"];
export type AccountAction = Schemas["AccountActionEnum"];
export type StaffRole = Schemas["StaffRoleEnum"];
export type Guardian = Schemas["Guardian"];
export type Outcome = Schemas["AccountOutcome"];

export type StudentQuery = NonNullable<operations["students"]["parameters"]["query"]>;
export type LecturerQuery = NonNullable<operations["lecturers"]["parameters"]["query"]>;
export type StaffQuery = NonNullable<operations["staff"]["parameters"]["query"]>;

/** Accounts by their keys, or all of a list as somebody has seen it. */
export type Whom =
  | { accounts: Id[] }
  | {
      matching: {
        list: "students" | "lecturers" | "staff";
        query: Record<string, string>;
        expected: number;
      };
    };

const at = (id: Id) => ({ params: { path: { id } } });

export const fetchStudents = (query: StudentQuery, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/students/", { params: { query }, signal }));

export const fetchStudent = (id: Id, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/students/{id}/", { ...at(id), signal }));

export const fetchFacets = (signal?: AbortSignal) =>
  bodyOf(api.GET("/api/students/facets/", { signal }));

export const createStudent = (body: Schemas["StudentInputRequest"]) =>
  bodyOf(api.POST("/api/students/", { body }));

export const changeStudent = (id: Id, body: Schemas["PatchedStudentChangeRequest"]) =>
  bodyOf(api.PATCH("/api/students/{id}/", { ...at(id), body }));

export const fetchLecturers = (query: LecturerQuery, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/lecturers/", { params: { query }, signal }));

export const fetchLecturer = (id: Id, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/lecturers/{id}/", { ...at(id), signal }));

export const createLecturer = (body: Schemas["LecturerInputRequest"]) =>
  bodyOf(api.POST("/api/lecturers/", { body }));

export const changeLecturer = (id: Id, body: Schemas["PatchedLecturerChangeRequest"]) =>
  bodyOf(api.PATCH("/api/lecturers/{id}/", { ...at(id), body }));

export const fetchStaff = (query: StaffQuery, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/staff/", { params: { query }, signal }));

export const fetchStaffMember = (id: Id, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/staff/{id}/", { ...at(id), signal }));

export const createStaff = (body: Schemas["StaffInputRequest"]) =>
  bodyOf(api.POST("/api/staff/", { body }));

export const changeStaff = (id: Id, body: Schemas["PatchedAccountChangeRequest"]) =>
  bodyOf(api.PATCH("/api/staff/{id}/", { ...at(id), body }));

/** Gives an account of the staff another role; its sign-ins end. */
export const changeRole = (id: Id, role: StaffRole) =>
  bodyOf(api.PUT("/api/staff/{id}/role/", { ...at(id), body: { role } }));

/** Does one thing with many accounts, all or nothing; says which were left and why. */
export const actOnAccounts = (action: AccountAction, whom: Whom) =>
  bodyOf(api.POST("/api/accounts/actions/", { body: { action, ...whom } }));

export const fetchGuardians = (student: Id, signal?: AbortSignal) =>
  bodyOf(api.GET("/api/students/{id}/guardians/", { ...at(student), signal }));

export const createGuardian = (student: Id, body: Schemas["GuardianInputRequest"]) =>
  bodyOf(api.POST("/api/students/{id}/guardians/", { ...at(student), body }));

export const changeGuardian = (id: Id, body: Schemas["PatchedGuardianChangeRequest"]) =>
  bodyOf(api.PATCH("/api/guardians/{id}/", { ...at(id), body }));

export const deleteGuardian = (id: Id) => api.DELETE("/api/guardians/{id}/", at(id));
