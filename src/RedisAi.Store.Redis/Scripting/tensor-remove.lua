-- Removes a tensor. KEYS: the tensor; if it may be a state, the set of the keys of its session's states. Returns whether it was there.
if KEYS[2] then redis.pcall('SREM', KEYS[2], KEYS[1]) end
return redis.call('DEL', KEYS[1])
