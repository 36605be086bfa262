-- uses: version, listing
-- Puts a tensor under its key if the version is still the expected one. KEYS: the tensor; if it may be a state, the set of the keys of its session's states. ARGV: record, time to live in ms, 0 for ever, the expected version, 0 for an absent key.
-- Returns the new version, or 0. Not to be run twice: the second time it would find its own write.
local expected = tonumber(ARGV[3])
if redis.call('EXISTS', KEYS[1]) == 0 then
  if expected ~= 0 then
    return 0
  end
elseif expected == 0 or version_of(KEYS[1]) ~= expected then
  return 0
end
local version = math.max(expected + 1, clock())
put(KEYS[1], ARGV[1], ARGV[2], version)
if KEYS[2] then list_state(KEYS[2], KEYS[1], ARGV[2]) end
return version
