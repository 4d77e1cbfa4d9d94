import type { Contract } from "webwork-sdk";

/** What time can be booked on: the projects that a member has a contract for. */
export function ContractOptions({ contracts }: { contracts: readonly Contract[] }) {
  return (
    <>
      <option value="">No project</option>
      {contracts.map(({ id, project_name, contract_name }) => (
        <option key={id} value={id}>
          {project_name ?? contract_name ?? `Contract ${id}`}
        </option>
      ))}
    </>
  );
}
