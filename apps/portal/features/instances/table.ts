import { phaseReasons, phases } from '@rockpool/db/domain/instance';
import { instanceSorts, instancesTable } from '@rockpool/db/views/console-instances';
import { z } from 'zod';
import { listedTable } from '../console/table.ts';
import { HostName } from '../hosts/host-name.ts';
import { instanceCsvColumns } from './columns.tsx';

export const listedInstances = listedTable({
  path: '/console/instances',
  permission: 'instances.read',
  view: instancesTable,
  file: { name: 'instances.csv', columns: instanceCsvColumns },
  sorts: instanceSorts,
  first: { sort: 'trouble', descending: true },
  filters: { q: z.string(), phase: z.enum(phases), reason: z.enum(phaseReasons), host: HostName },
});
