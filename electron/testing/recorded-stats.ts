/**
 * What engines answer about a container that computes and writes, as recorded; shortened by what nobody reads.
 * The container had written 20 MiB to a file, had 64 MiB in use, and one core.
 */
export const recordedStats = {
  /** Version 20.10.24, control groups of version 1. */
  old: {
    beforeStart: {
      read: '0001-01-01T00:00:00Z',
      preread: '0001-01-01T00:00:00Z',
      pids_stats: {},
      blkio_stats: {
        io_service_bytes_recursive: null,
      },
      num_procs: 0,
      storage_stats: {},
      cpu_stats: {
        cpu_usage: {
          total_usage: 0,
          usage_in_kernelmode: 0,
          usage_in_usermode: 0,
        },
        throttling_data: {
          periods: 0,
          throttled_periods: 0,
          throttled_time: 0,
        },
      },
      memory_stats: {},
    },
    first: {
      read: '2026-11-24T16:14:40.32449943Z',
      preread: '0001-01-01T00:00:00Z',
      pids_stats: {
        current: 1,
      },
      blkio_stats: {
        io_service_bytes_recursive: [],
      },
      num_procs: 0,
      storage_stats: {},
      cpu_stats: {
        cpu_usage: {
          total_usage: 89394874,
          percpu_usage: [54578159, 34816715],
          usage_in_kernelmode: 50000000,
          usage_in_usermode: 30000000,
        },
        system_cpu_usage: 76763810000000,
        online_cpus: 2,
        throttling_data: {
          periods: 3,
          throttled_periods: 0,
          throttled_time: 0,
        },
      },
      memory_stats: {
        usage: 9396224,
        max_usage: 9396224,
        stats: {
          cache: 8732672,
          inactive_file: 8159232,
          rss: 57344,
          total_cache: 8732672,
          total_inactive_file: 8159232,
          total_rss: 57344,
        },
        limit: 536870912,
      },
    },
    second: {
      read: '2026-11-24T16:14:41.333056515Z',
      preread: '2026-11-24T16:14:40.32449943Z',
      pids_stats: {
        current: 1,
      },
      blkio_stats: {
        io_service_bytes_recursive: [],
      },
      num_procs: 0,
      storage_stats: {},
      cpu_stats: {
        cpu_usage: {
          total_usage: 1069992275,
          percpu_usage: [54578159, 1015414116],
          usage_in_kernelmode: 340000000,
          usage_in_usermode: 720000000,
        },
        system_cpu_usage: 76765810000000,
        online_cpus: 2,
        throttling_data: {
          periods: 13,
          throttled_periods: 0,
          throttled_time: 0,
        },
      },
      memory_stats: {
        usage: 103464960,
        max_usage: 124440576,
        stats: {
          cache: 32133120,
          inactive_file: 31477760,
          rss: 70057984,
          total_cache: 32133120,
          total_inactive_file: 31477760,
          total_rss: 70057984,
        },
        limit: 536870912,
      },
    },
  },
  /** Version 28.5.2, control groups of version 1. */
  current: {
    beforeStart: {
      read: '0001-01-01T00:00:00Z',
      preread: '0001-01-01T00:00:00Z',
      pids_stats: {},
      blkio_stats: {
        io_service_bytes_recursive: null,
      },
      num_procs: 0,
      storage_stats: {},
      cpu_stats: {
        cpu_usage: {
          total_usage: 0,
          usage_in_kernelmode: 0,
          usage_in_usermode: 0,
        },
        throttling_data: {
          periods: 0,
          throttled_periods: 0,
          throttled_time: 0,
        },
      },
      memory_stats: {},
    },
    first: {
      read: '2026-11-24T16:14:47.432437433Z',
      preread: '0001-01-01T00:00:00Z',
      pids_stats: {
        current: 1,
      },
      blkio_stats: {
        io_service_bytes_recursive: [],
      },
      num_procs: 0,
      storage_stats: {},
      cpu_stats: {
        cpu_usage: {
          total_usage: 226328560,
          percpu_usage: [2472758, 223855802],
          usage_in_kernelmode: 90000000,
          usage_in_usermode: 130000000,
        },
        system_cpu_usage: 76777940000000,
        online_cpus: 2,
        throttling_data: {
          periods: 3,
          throttled_periods: 0,
          throttled_time: 0,
        },
      },
      memory_stats: {
        usage: 28905472,
        max_usage: 28905472,
        stats: {
          cache: 10993664,
          inactive_file: 10706944,
          rss: 17231872,
          total_cache: 10993664,
          total_inactive_file: 10706944,
          total_rss: 17231872,
        },
        limit: 536870912,
      },
    },
    second: {
      read: '2026-11-24T16:14:48.446845498Z',
      preread: '2026-11-24T16:14:47.432437433Z',
      pids_stats: {
        current: 1,
      },
      blkio_stats: {
        io_service_bytes_recursive: [],
      },
      num_procs: 0,
      storage_stats: {},
      cpu_stats: {
        cpu_usage: {
          total_usage: 1172375357,
          percpu_usage: [2472758, 1169902599],
          usage_in_kernelmode: 330000000,
          usage_in_usermode: 830000000,
        },
        system_cpu_usage: 76779930000000,
        online_cpus: 2,
        throttling_data: {
          periods: 14,
          throttled_periods: 0,
          throttled_time: 0,
        },
      },
      memory_stats: {
        usage: 103350272,
        max_usage: 124325888,
        stats: {
          cache: 31973376,
          inactive_file: 31678464,
          rss: 70057984,
          total_cache: 31973376,
          total_inactive_file: 31678464,
          total_rss: 70057984,
        },
        limit: 536870912,
      },
    },
  },
};

/** As engines answer where control groups are of version 2, by the documentation of their interface: not recorded. */
export const unifiedStats = {
  read: '2026-01-05T00:00:01.5Z',
  pids_stats: { current: 3, limit: 18_446_744_073_709_552_000 },
  blkio_stats: {
    io_service_bytes_recursive: [
      { major: 254, minor: 0, op: 'read', value: 7_593_984 },
      { major: 254, minor: 0, op: 'write', value: 100 },
      { major: 8, minor: 0, op: 'write', value: 20 },
    ],
  },
  cpu_stats: {
    cpu_usage: { total_usage: 2_500_000_000, usage_in_kernelmode: 1, usage_in_usermode: 2 },
    online_cpus: 8,
  },
  memory_stats: {
    usage: 103_464_960,
    limit: 536_870_912,
    stats: { anon: 70_057_984, file: 32_133_120, inactive_file: 31_477_760 },
  },
};
