namespace RedisAi.Execution;

/// <summary>A hash of texts that is the same in every process: what a session was given stays so after a restart, and on another machine.</summary>
/// <remarks>FNV-1a with 64 bits over UTF-16 units, and the finalizer of MurmurHash3, as FNV's upper bits are poor.</remarks>
internal static class StableHash
{
    /// <summary>A number from 0 to below 1.</summary>
    public static double Fraction(string text)
    {
        ulong hash = 14_695_981_039_346_656_037;
        foreach (char unit in text)
        {
            hash = (hash ^ unit) * 1_099_511_628_211;
        }

        hash = (hash ^ (hash >> 33)) * 0xFF51_AFD7_ED55_8CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CE_B9FE_1A85_EC53;
        hash ^= hash >> 33;
        return (hash >> 11) * (1.0 / (1UL << 53));
    }
}
