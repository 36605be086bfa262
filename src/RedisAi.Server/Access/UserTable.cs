using System.Security.Cryptography;
using RedisAi.Keyspace;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Access;

/// <summary>The users of an endpoint.</summary>
/// <remarks>
/// Passwords are kept and compared as their SHA-256, as Redis does: the comparison takes the same time for each, so neither a password nor its length
/// shows, and a name that is not there takes as long as one that is.
/// </remarks>
internal sealed class UserTable
{
    private readonly Dictionary<string, User> _users = [];
    private readonly byte[] _nobody = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    public UserTable(RespEndpointOptions options)
    {
        foreach ((string name, RespUserOptions user) in options.Users)
        {
            string? password = name == User.DefaultName && options.Password is { Length: > 0 } ? options.Password : null;
            _users.Add(name, new User(name, password is null ? HashOf(user) : Hash(password), DeniedTo(user)));
        }

        if (options.Password is { Length: > 0 })
        {
            _users.TryAdd(User.DefaultName, new User(User.DefaultName, Hash(options.Password), CommandFlags.None));
        }

        if (_users.Count == 0)
        {
            Everybody = new User(User.DefaultName, PasswordHash: null, CommandFlags.None);
            _users.Add(Everybody.Name, Everybody);
        }
    }

    /// <summary>Who a client is before it has said so; null when it must.</summary>
    public User? Everybody { get; }

    /// <summary>Whether the user that a password alone is for has one.</summary>
    public bool HasDefaultPassword => _users.GetValueOrDefault(User.DefaultName) is { PasswordHash: not null };

    /// <summary>The user of a name and a password; null when they do not belong together.</summary>
    public User? Find(string name, ReadOnlySpan<byte> password)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(password, hash);
        User? user = _users.GetValueOrDefault(name);
        if (user is { PasswordHash: null })
        {
            return user;
        }

        return CryptographicOperations.FixedTimeEquals(hash, user?.PasswordHash ?? _nobody) ? user : null;
    }

    private static byte[] HashOf(RespUserOptions user) =>
        user.PasswordSha256 is { Length: > 0 } hash ? Convert.FromHexString(hash) : Hash(user.Password!);

    private static byte[] Hash(string password) => SHA256.HashData(LosslessText.Encode(password));

    private static CommandFlags DeniedTo(RespUserOptions user) =>
        (user.MayWrite ? CommandFlags.None : CommandFlags.Write | CommandFlags.StoresCode)
        | (user.MayStoreCode ? CommandFlags.None : CommandFlags.StoresCode)
        | (user.MayAdminister ? CommandFlags.None : CommandFlags.Admin);
}
