export { TableSkeleton as default } from '@/features/console/table-skeleton.tsx';
