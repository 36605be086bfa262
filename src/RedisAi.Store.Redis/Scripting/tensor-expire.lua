-- Changes when a tensor expires. ARGV: the time to live in ms, 0 for ever. Returns whether it was there.
if ARGV[1] ~= '0' then
  return redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
redis.call('PERSIST', KEYS[1])
return redis.call('EXISTS', KEYS[1])
