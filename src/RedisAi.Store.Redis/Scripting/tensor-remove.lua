-- Removes a tensor. Returns whether it was there.
return redis.call('DEL', KEYS[1])
