-- Reads a tensor if it is not the one that the reader has. ARGV: the 8 bytes of the version that it has.
-- Returns nothing when the key is absent; else the time left in ms, or -1, and the record when it is another.
local version = redis.call('GETRANGE', KEYS[1], 8, 15)
if version == '' then
  return redis.call('EXISTS', KEYS[1]) == 1 and { -1, redis.call('GET', KEYS[1]) } or false
end
local left = redis.call('PTTL', KEYS[1])
if version == ARGV[1] then
  return { left }
end
return { left, redis.call('GET', KEYS[1]) }
