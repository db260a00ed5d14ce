/**
 * Sentences about what went wrong, and what to do about it. They are kept by their keys with the jobs that they tell of: a
 * key never gets another name, another meaning or other values, because what older versions wrote must stay sayable; a
 * sentence that nothing makes any more stays here for them.
 */
export const failures = {
  // The engine and its images
  engine_not_allowed: 'This account may not use the Docker engine at {endpoint}.',
  join_docker_group:
    'Add your account to the docker group (sudo usermod -aG docker "$USER"), then log out and in again.',
  engine_not_found: 'No Docker engine was found: {endpoint} does not exist.',
  install_docker: 'Install Docker or start Docker Desktop; the app connects by itself when it is up.',
  engine_silent: 'The Docker engine at {endpoint} does not answer.',
  start_docker_service: 'Start the Docker service (sudo systemctl start docker); the app connects by itself.',
  engine_not_connected: 'The Docker engine is not connected yet.',
  engine_lost: 'The Docker engine stopped while the job was running.',
  start_docker_and_run_again: 'Start Docker again and run the job again.',
  engine_refused: 'The Docker engine refused: {words}',
  look_at_engine_log: 'Look at the engine’s log for the reason, then run the job again.',
  engine_disk_full: 'The disk that the Docker engine uses is full.',
  free_docker_space: 'Free some space (docker system df shows what Docker holds) and run the job again.',
  gpu_runtime_missing: 'The Docker engine cannot pass GPUs to containers.',
  install_container_toolkit:
    'Install the NVIDIA Container Toolkit, run “sudo nvidia-ctk runtime configure --runtime=docker” and restart Docker.',
  image_missing: 'The image {image}, which jobs need, is not on this machine.',
  prepare_image_and_run_again: 'Prepare the image, then run the job again.',
  image_not_made: 'The image {image} could not be made: {reason}',
  image_registry_out_of_reach: 'The image {image} could not be made: no image registry is in reach.',
  check_network_and_prepare_again: 'Check this machine’s network connection, then prepare the image again.',
  debian_base_failed: 'Making the {kind} image from Debian packages failed.',
  see_details_and_prepare_again: 'See the details; then prepare the image again.',
  image_step_starting: 'starting',
  image_step_building: 'building {image} from {dockerfile}',
  image_step_pulling: 'pulling {image}',
  image_step_importing: 'importing {image} into the engine',
  image_step_debian: 'no image registry is in reach: using Debian packages instead',

  // GPUs
  gpu_driver_missing: 'No NVIDIA driver was found on this machine: there is no {command}.',
  gpu_query_not_started: '{command} could not be started ({words}).',
  gpu_query_silent: '{command} has stopped answering.',
  gpu_query_ended: '{command} ended ({how}).',
  gpu_none:
    'The job needs {count, plural, one {{count} GPU} other {{count} GPUs}}, and this machine has none that can be used.',
  gpu_none_as_large:
    'The job needs {count, plural, one {{count} GPU} other {{count} GPUs}} with at least {memoryMiB} MiB each, and this machine has none that can be used.',
  install_nvidia_driver: 'Install the NVIDIA driver, check that nvidia-smi lists the GPU, then run the job again.',
  gpu_too_few:
    'The job needs {count, plural, one {{count} GPU} other {{count} GPUs}}, and this machine does not have them: it has {there, plural, one {{there} GPU} other {{there} GPUs}}.',
  gpu_too_few_as_large:
    'The job needs {count, plural, one {{count} GPU} other {{count} GPUs}} with at least {memoryMiB} MiB each, and this machine does not have them: it has {there, plural, one {{there} GPU} other {{there} GPUs}}.',
  ask_for_fewer_gpus: 'Run it on a machine with more GPUs, or ask for fewer or smaller ones.',

  // Setup: packages
  setup_no_space: 'Setup ran out of disk space.',
  free_engine_disk: 'Free some space on the engine’s disk and run the job again.',
  package_hash_differs: 'A package is not the one that the requirements name: its hash differs.',
  correct_hashes: 'The job’s requirements need correct --hash values; only the buyer can mend that.',
  requirements_contradict: 'The requirements contradict each other: no set of versions satisfies them all.',
  loosen_versions: 'The buyer has to loosen the versions named in the details.',
  no_package_fits: 'No package fits “{requirement}”.',
  correct_package_name:
    'The name or version may be wrong, or there is no build for this Python; only the buyer can mend that.',
  no_wheel_fits: 'No ready wheel fits “{requirement}”, and packages that have to be built are not accepted here.',
  ask_for_wheel_or_accept_builds:
    'The buyer can ask for a version that has a wheel. To accept builds, turn off Settings → Network → Wheels only.',
  package_not_built: 'A package that has to be built from source did not build.',
  ask_for_wheel_or_carry_it:
    'The buyer can ask for a version that has a ready wheel, or carry the wheel in the wheels folder.',
  install_failed: 'Installing the packages failed (exit code {exitCode}).',
  see_pip_lines: 'The details are pip’s own last lines; the whole output is in the log.',
  packages_offline: 'The setup network is off, and these packages are not in the image: {packages}.',
  turn_on_network_or_carry_wheels:
    'Turn on Settings → Setup → Setup network, or ask the buyer to carry the wheels along. Then run the job again.',
  setup_timed_out: 'Setup was not finished after {limit}, its time limit.',
  raise_setup_timeout: 'If the packages are large, raise Settings → Setup → Setup timeout and run the job again.',
  certificates_unusable: 'The certificates file {file} could not be used.',
  name_certificates_file:
    'Name a file with PEM certificates under Settings → Network → Certificates, or leave it empty.',

  // Setup: the network
  gateway_ended:
    'The gateway that setup reaches the network through ended in mid-setup (exit code {exitCode}), so its way out was closed.',
  run_again_downloads_kept: 'Run the job again. What was downloaded so far is kept.',
  host_blocked: 'Setup asked for {host}, which is not on your allowlist.',
  hosts_blocked: 'Setup asked for {count} hosts that are not on your allowlist: {hosts}.',
  allow_if_trusted:
    'Allow it, here or under Settings → Network, only if you trust what is there and what could be sent there.',
  // `detail` is what the gateway adds, in brackets after a space, or nothing.
  refused_not_listed: '{host} is not on the allowlist{detail}.',
  refused_port_not_listed: 'This port of {host} is not on the allowlist{detail}.',
  refused_address_literal: 'Setup asked for the bare address {host}, and only names are let through{detail}.',
  refused_address_refused: '{host} was refused because of the address behind its name{detail}.',
  refused_name_mismatch: 'Setup asked for {host} and then spoke to another name{detail}.',
  refused_not_tls: 'Setup spoke to {host} without encryption{detail}.',
  refused_plain_http: 'Setup asked for {host} without encryption{detail}.',
  refused_malformed: 'Setup sent a request that could not be understood{detail}.',
  refused_upload_cap: 'Setup tried to send more to {host} than the upload cap allows{detail}.',
  refused_download_cap: 'Setup fetched more from {host} than the download cap allows{detail}.',
  refused_no_index: 'No package index is set up for what the job requires{detail}.',
  refused_too_large: 'The answer of {host} was too large{detail}.',
  refused_busy: 'Setup opened too many connections at once{detail}.',
  sellers_choice: 'Whether to allow it is yours to decide: see Settings → Network.',
  buyers_fault: 'Only the buyer can mend that.',
  name_own_host: 'If the host is your own, name it under Settings → Network → Exceptions.',
  raise_upload_cap:
    'A job should hardly send anything during setup. If you trust it, raise Settings → Network → Upload cap.',
  raise_download_cap: 'If the job may fetch that much, raise Settings → Network → Download cap.',
  add_index: 'Add an index that has the package under Settings → Network → Package indexes.',
  try_later_or_ask_operator: 'Run the job again later, or ask the host’s operator.',
  fault_unresolved: 'The name {host} could not be resolved{detail}.',
  fault_unreachable: '{host} could not be reached{detail}.',
  fault_upstream_error: '{host} did not answer as it should{detail}.',
  fault_cut: 'The connection to {host} was cut again and again{detail}.',
  fault_wrong_hash: 'A file from {host} is not the one that its index names, and was dropped{detail}.',
  fault_no_space: 'A file from {host} did not fit on the disk{detail}.',
  check_network_and_dns: 'Check this machine’s network connection and the engine’s DNS, then run the job again.',
  hosts_own_trouble: 'The host may have trouble of its own: run the job again later.',
  run_again_to_go_on: 'What was fetched is kept. Run the job again to go on.',
  trouble_or_tampering:
    'The host may have trouble of its own, or somebody changes files under way: run the job again later.',
  free_disk_or_lower_cache:
    'Free some space on the engine’s disk, or lower Settings → Network → Download cache; then run the job again.',

  // Setup: models and datasets
  model_not_found:
    'The model hub has no {type, select, dataset {dataset} other {model}} {repo}, or does not show it to you.',
  correct_model_or_save_token:
    'The buyer may have to correct its name. If it is private, save a token under Settings → Models that may read it.',
  model_gated:
    'The {type, select, dataset {dataset} other {model}} {repo} is gated: its terms have to be accepted on the hub first.',
  accept_model_terms:
    'Accept its terms on the hub, save a token of that account under Settings → Models, and run the job again.',
  model_token_refused: 'The model hub does not accept your token.',
  save_new_token: 'Save a new one under Settings → Models, or remove it, and run the job again.',
  model_revision_not_found:
    'The {type, select, dataset {dataset} other {model}} {repo} has no revision “{revision}” (any more).',
  name_revision: 'The buyer has to name a branch, a tag or a commit that it has.',
  model_no_files:
    'No file of the {type, select, dataset {dataset} other {model}} {repo} is wanted: its patterns fit none.',
  correct_patterns: 'The buyer has to correct “include” and “exclude”.',
  model_no_space: 'The {type, select, dataset {dataset} other {model}} {repo} does not fit on the engine’s disk.',
  free_disk_or_storage:
    'Free some space, on the disk or under Storage. What was fetched is kept: run the job again to go on.',
  model_timed_out:
    'The {type, select, dataset {dataset} other {model}} {repo} was not fetched after {limit}, the time limit of setup.',
  run_again_or_raise_setup_timeout:
    'What was fetched is kept: run the job again to go on, or raise Settings → Setup → Setup timeout.',
  model_not_fetched: 'The {type, select, dataset {dataset} other {model}} {repo} could not be fetched.',
  models_offline: 'The setup network is off, and these are not kept from earlier jobs: {models}.',
  repository: '{type, select, dataset {dataset} other {model}} {repo}',
  list_goes_on: '{list}, {next}',
  turn_on_network: 'Turn on Settings → Setup → Setup network and run the job again.',

  // Execution
  job_timed_out: 'The script was not finished after {limit}, the job’s time limit.',
  run_with_longer_timeout: 'Run it again with a longer timeout if it needs one.',
  out_of_memory: 'The job needed more than its {limit} of memory.',
  raise_memory: 'Raise Settings → Limits → Memory if the machine has more.',
  packages_over_limit: 'The job’s packages grew past their limit of {limit}.',
  raise_package_space: 'Raise Settings → Limits → Package space if the disk has room.',
  outputs_over_limit: 'The job’s outputs grew past their limit of {limit}.',
  raise_output_space: 'Raise Settings → Limits → Output space if the disk has room.',
  script_ended_by_signal: 'The script was ended by signal {signal}.',
  script_ended: 'The script ended with exit code {exitCode}.',
  see_log_end: 'The log’s last lines say why; the script is the buyer’s to mend.',
  outputs_do_not_fit: 'The job’s outputs do not fit on the disk of the data folder.',
  free_space_outputs_kept: 'Free some space and run the job again; what was copied so far is in the outputs folder.',
  app_ended: 'The app ended while the job was running.',
  app_closed: 'The app was closed while the job was running.',
  run_job_again: 'Run the job again.',

  // What the app keeps
  data_folder_in_use: 'ComputeSwarm Seller already runs with the data folder {folder} (process {process}).',
  quit_it_or_use_another_folder: 'Quit it first, or use another folder with --data-dir.',
  database_newer:
    'The {content, select, measurements {record of measurements} other {job history}} was written by a newer version of this app.',
  install_newest_version: 'Install the newest version, or start with another data folder.',
  database_damaged:
    'The {content, select, measurements {record of measurements} other {job history}} was damaged and a new one was begun. The damaged file is kept at {file}.',
  database_full: 'The disk is full: the job history could not be written.',
  free_data_disk: 'Free some space on the disk that holds the data folder, then try again.',
  job_unknown: 'There is no job {id}.',
  job_damaged: 'The record of job {id} is damaged and cannot be read.',
  job_closed_as_damaged: 'The record of job {id} is damaged. It was closed as interrupted and is not shown.',
  job_not_queued: 'A job is added queued, not {state}.',
  job_state_not_next: 'Job {id} is {from} and cannot become {to}.',
  job_without_environment: 'This job has no environment.',
  deletion_is_final: 'These jobs have been deleted for good and cannot be brought back.',
  file_disk_full:
    '{what, select, settings {The settings} corrected_settings {A corrected one} log {The log} job_log {The job’s log} export {The export} copy {The copy} ledger {The ledger} environment {The environment} other {The job’s files}} could not be saved: the disk is full.',
  free_disk_and_try_again: 'Free some space on the disk, then try again.',
  file_not_saved:
    '{what, select, settings {The settings} corrected_settings {A corrected one} log {The log} job_log {The job’s log} export {The export} copy {The copy} ledger {The ledger} environment {The environment} other {The job’s files}} could not be saved ({words}).',
  check_folder: 'Check that the folder exists and that this app may write there.',
  folder_not_opened: 'The folder did not open: {words}',
  request_not_allowed: 'Not allowed.',
  request_not_understood: 'The request could not be understood.',

  // Settings
  setting_decided_by_variable: 'This setting is decided by the environment variable {variable}.',
  change_variable: 'Change or remove {variable} in the environment or in the .env file, then start the app again.',
  settings_not_valid: 'These settings are not valid.',
  correct_and_save_again: 'Correct the value and save again. Nothing was changed.',
  timeouts_crossed: 'The default job timeout ({usual} s) is more than the longest job timeout ({longest} s).',
  variable_not_in_force: 'The variable {variable} is not in force: “{text}” is not understood; it takes {expected}.',
  expected_boolean: 'true or false',
  expected_seconds: 'whole seconds from 10 to 86400',
  expected_hosts: 'host names separated by commas',
  dotenv_unreadable: 'The file .env in the data folder could not be read ({words}).',
  settings_unreadable: 'The settings could not be read ({words}). The defaults are in force.',
  // `file` says what became of the old file.
  settings_damaged: 'The settings file was damaged, so that the defaults are in force. {file}',
  settings_of_other_version: 'The settings file was written by another version of this app. {file}',
  settings_reset: 'These settings were not valid and have their defaults now: {settings}. {file}',
  settings_of_other_version_reset:
    'The settings file was written by another version of this app. These settings were not valid and have their defaults now: {settings}. {file}',
  old_file_kept: 'The old file is kept at {file}.',
  old_file_in_place: 'The old file is still in its place. {reason}',
  // `reason` says why, as a sentence.
  import_refused: 'This file could not be imported. {reason}',
  choose_exported_file: 'Choose a file that “Export…” has written in this app. Nothing was changed.',
  update_and_import_again: 'Update the app, then import the file again.',
  import_no_file: 'It is not a file.',
  import_too_large: 'It is too large to be one.',
  import_unreadable: 'It could not be read ({words}).',
  import_not_json: 'It is not JSON, or it was cut off.',
  import_nameless: 'It does not say that it is from this app.',
  import_of_other_app: 'It was written by another app.',
  import_incomplete: 'It names no version, or no settings.',
  import_of_newer_version: 'It was written by a newer version of this app.',
  import_too_deep: 'It is nested too deeply to be one.',
  import_strange_name: 'It holds a name that no setting has (__proto__).',
  import_unknown_setting: 'This version of the app has no such setting.',
  import_no_group: 'Not a group of settings.',
  import_not_accepted: 'Not accepted.',
  import_timeouts_crossed:
    'The default job timeout would be more than the longest job timeout ({usual} s and {longest} s).',

  // What a job brings
  not_folder_or_script: '{name} is neither a folder nor a Python script.',
  choose_folder_or_script: 'Choose a job folder, or a script whose name ends with .py.',
  script_not_in_folder: 'The script {script} is not in the folder.',
  add_or_name_script: 'Add it, or name another one as “script” in job.json.',
  script_name_unusable: '{name} is not a name that a script can have.',
  rename_script: 'Rename the script.',
  script_empty: 'The script {script} is empty.',
  write_script: 'Write the job’s Python code in it.',
  job_file_not_json: 'job.json is not JSON.',
  correct_named_place: 'Correct it at the place that is named.',
  job_file_unusable: 'job.json cannot be used: {words}',
  correct_job_file_fields: 'Correct the fields that are named; job.schema.json describes them.',
  wheels_no_folder: 'wheels is not a folder.',
  put_wheels_in_folder: 'Put the packages that the job carries in a folder of that name.',
  wheel_no_package: 'wheels/{name} is not a package.',
  keep_only_packages: 'Keep only wheels (.whl) and source packages (.tar.gz) in the wheels folder.',
  file_too_large: '{path} is larger than {mebibytes} MiB.',
  move_data_to_files: 'Move its data to files of its own.',
  file_not_utf8: '{path} is not UTF-8 text.',
  save_as_utf8: 'Save it as UTF-8 and try again.',
  file_has_nul: '{path} has NUL characters in it.',
  check_right_file: 'Check that it is the right file.',
  requirements_file_missing: 'The requirements file {path} is not in the folder.',
  add_or_correct_requirements: 'Add it, or correct “requirements” in job.json.',
  path_missing: '{path} does not exist.',
  folder_missing: 'The folder {folder} does not exist.',
  check_path: 'Check the path, or choose the folder or script again.',
  path_unreadable: '{path} cannot be read ({words}).',
  folder_unreadable: 'The folder {folder} cannot be read ({words}).',
  check_readers: 'Check who may read it, then try again.',
  too_many_files: 'The folder holds more than {most} files.',
  choose_smaller_folder: 'Choose a folder that holds only what the job needs, or pack its data in one file.',
  name_unusable: '{path} has a name that a job cannot use.',
  rename_entry: 'Rename it: no control characters, no backslashes, and UTF-8 only.',
  entry_is_link: '{path} is a symbolic link.',
  put_file_itself: 'Put the file itself in the job’s folder instead of a link to it.',
  entry_is_special: '{path} is neither a file nor a folder.',
  remove_entry: 'Remove it from the job’s folder.',
  earlier_files_gone: 'The files of the earlier job are gone.',
  submit_from_source: 'Submit the job from its source again.',
  example_unknown: 'There is no example “{id}”.',
  choose_listed_example: 'Choose one of the examples that are listed.',

  // What a job asks for
  too_many_requirements: 'The job has {count} requirements, those of its script included; at most {most} are accepted.',
  require_fewer: 'Require fewer packages.',
  number_out_of_range:
    '{what, select, gpus {The number of GPUs} gpu_memory {The least GPU memory (MiB)} other {The timeout (seconds)}} is {value}; it must be a whole number from {least} to {most}.',
  correct_number: 'Correct the number.',
  timeout_too_long: 'The job asks for {seconds} seconds; jobs may run for {longest} seconds here.',
  lower_timeout: 'Lower the job’s timeout, or raise the longest job timeout in the settings.',
  too_many_models: 'The job names {count} models and datasets; it may name {most}.',
  name_fewer_models: 'Name fewer, or split the job.',
  several_metadata_blocks: '{path} has several blocks of script metadata, in lines {line} and {second}.',
  keep_one_block: 'Keep one “# /// script” block.',
  metadata_unusable: 'The metadata in {path} cannot be used: {words}',
  correct_metadata_fields:
    'Correct the fields that are named; “models” of [tool.computeswarm] is written as in job.json, or as a list of repository ids.',
  metadata_too_large: 'The metadata in {path} is larger than 1 MiB.',
  keep_needed_metadata: 'Keep only what the metadata needs.',
  metadata_not_toml: 'The metadata in {path} is not TOML: line {line}: {words}.',
  correct_named_line: 'Correct the line that is named.',
  // `problem` is one of the problems below; `more` counts those that are not named.
  requirements_unusable:
    'The requirements cannot be used: line {line}: {problem}{more, plural, =0 {} one { (and {more} more)} other { (and {more} more)}}.',
  name_packages_by_line: 'Name packages as name==version, one a line; carry other packages along as wheels.',
  dependencies_unusable:
    'The metadata in {path} cannot be used: dependency “{dependency}”: {problem}{more, plural, =0 {} one { (and {more} more)} other { (and {more} more)}}.',
  name_packages_by_string: 'Name packages as name==version, one in each string; carry other packages along as wheels.',
  requirement_several: 'is not one package',
  requirement_too_many: '{count} requirements are more than the {most} that a job may have',
  requirement_too_long: 'is longer than {most} characters',
  requirement_control_characters: 'has control characters in it',
  requirement_option: 'pip options are not accepted in a job’s requirements ({option})',
  requirement_address:
    'an address is not accepted: name a package of the index, or carry its wheel in the wheels folder',
  requirement_local_path: 'a local path is not accepted: carry the wheel in the wheels folder and name the package',
  requirement_hash: 'its --hash is not sha256, sha384 or sha512 with hexadecimal digits',
  requirement_nameless: 'does not start with a package name',
  requirement_version: '“{version}” is not a version such as ==1.2 or >=1,<2',
  requirement_markers: 'has more than one “;”',
  requirement_marker: 'has a marker that cannot be read',
} as const;
