-- uses: listing
-- Changes when a tensor expires. KEYS: the tensor; if it may be a state, the set of the keys of its session's states. ARGV: the time to live in ms, 0 for ever. Returns whether it was there.
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if ARGV[1] ~= '0' then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
else
  redis.call('PERSIST', KEYS[1])
end
if KEYS[2] then list_state(KEYS[2], KEYS[1], ARGV[1]) end
return 1
