-- uses: version, listing
-- Puts tensors under their keys, all in one step.
-- KEYS: the tensors, and sets of the keys of sessions' states. ARGV: how many tensors; for each its record, its time to live in ms, 0 for ever, and where in KEYS the set is, if it may be a state, else 0.
-- Returns the last version.
local now = clock()
local versions = {}
for i = 1, tonumber(ARGV[1]) do
  versions[i] = math.max(version_of(KEYS[i]) + 1, now)
end
for i, version in ipairs(versions) do
  local life, set = ARGV[3 * i], tonumber(ARGV[3 * i + 1])
  put(KEYS[i], ARGV[3 * i - 1], life, version)
  if set > 0 then list_state(KEYS[set], KEYS[i], life) end
end
return versions[#versions]
