using System.Net.Http.Headers;
using System.Text;

namespace RedisAi.MLflow.Credentials;

/// <summary>What is said to the servers of the settings, and to no others: who is asking.</summary>
internal static class Authorization
{
    /// <summary>The header of a user, or of a token; a user goes first, as with MLflow's own client.</summary>
    /// <param name="username">The user.</param>
    /// <param name="password">The password.</param>
    /// <param name="token">The token.</param>
    /// <returns>Null when there is neither.</returns>
    public static AuthenticationHeaderValue? Of(string? username, string? password, string? token)
    {
        if (!string.IsNullOrEmpty(username) && !string.IsNullOrEmpty(password))
        {
            return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}")));
        }

        return string.IsNullOrEmpty(token) ? null : new AuthenticationHeaderValue("Bearer", token);
    }
}
