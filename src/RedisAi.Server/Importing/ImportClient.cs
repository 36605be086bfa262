using RedisAi.Keyspace;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Importing;

/// <summary>The import as the commands of this process see it.</summary>
/// <param name="gone">Cancelled when it is given up.</param>
internal sealed class ImportClient(CancellationToken gone) : IClient
{
    public bool IsInTransaction => false;

    /// <summary>All is saved at the end.</summary>
    public bool IsAcknowledgedLater => true;

    public bool MayStoreCode => true;

    public bool MayAdminister => true;

    public IScriptGuard? ScriptGuard => null;

    public CancellationToken Gone => gone;

    /// <summary>What it brings is limited by what reads it.</summary>
    public bool TryTakeMemory(long bytes) => true;

    public void GiveMemory(long bytes)
    {
    }
}
