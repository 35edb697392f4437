// The rooms of administration under one roof; who may enter which is decided here, and again by the server.
import { Navigate, Route, Routes } from "react-router";
import { AdminLayout, type Room } from "@/features/admin/components/admin-layout";
import { AgentsPage } from "@/features/admin/components/agents-page";
import { AppearancePage } from "@/features/admin/components/appearance-page";
import { AssignmentPage } from "@/features/admin/components/assignment-page";
import { FormPage } from "@/features/admin/components/form-page";
import { RepliesPage } from "@/features/admin/components/replies-page";
import { SitesPage } from "@/features/admin/components/sites-page";
import "@/features/admin/texts";
import { AuditPage } from "@/features/audit/components/audit-page";
import "@/features/audit/texts";
import type { Account } from "@/lib/access";
import { NotFound } from "../not-found";

const OF_LEADS: readonly Room[] = ["agents", "form", "replies", "appearance", "assignment", "sites"];

export default function Admin({ account }: { account: Account }) {
  const isAdmin = account.role === "admin";
  return (
    <Routes>
      <Route element={<AdminLayout rooms={isAdmin ? [...OF_LEADS, "audit"] : OF_LEADS} />}>
        <Route index element={<Navigate to="/admin/agents" replace />} />
        <Route path="agents" element={<AgentsPage account={account} />} />
        <Route path="form" element={<FormPage />} />
        <Route path="replies" element={<RepliesPage />} />
        <Route path="appearance" element={<AppearancePage />} />
        <Route path="assignment" element={<AssignmentPage />} />
        <Route path="sites" element={<SitesPage />} />
        {isAdmin && <Route path="audit" element={<AuditPage />} />}
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}
