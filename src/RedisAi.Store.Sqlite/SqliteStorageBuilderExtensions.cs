using Microsoft.Extensions.Hosting;
using RedisAi;
using RedisAi.Store.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the SQLite storage.</summary>
public static class SqliteStorageBuilderExtensions
{
    /// <summary>Keeps what the engine has in a SQLite file, so that it outlives the process; <see cref="RedisAiOptions.Durability"/> says what a write waits for.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file. A relative path starts at the content root of the host, or where there is none at <see cref="AppContext.BaseDirectory"/>.</param>
    /// <returns>The builder that was given.</returns>
    public static RedisAiBuilder AddSqliteStorage(this RedisAiBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return builder.AddStorage(services => new SqliteStorage(Path.GetFullPath(path, services.GetService<IHostEnvironment>()?.ContentRootPath ?? AppContext.BaseDirectory)));
    }
}
