using System.Text;

namespace RedisAi.Server.Commands;

/// <summary>A section of INFO that is a heading and lines of names and values.</summary>
/// <param name="name">The name in lower case.</param>
/// <param name="heading">What it says over the lines.</param>
/// <param name="lines">The values now.</param>
internal sealed class InfoSection(string name, string heading, Func<IEnumerable<(string Name, object Value)>> lines) : IInfoSection
{
    public string Name => name;

    public void Write(StringBuilder text)
    {
        text.Append("# ").Append(heading).Append("\r\n");
        foreach ((string key, object value) in lines())
        {
            text.Append(key).Append(':').Append(value).Append("\r\n");
        }
    }
}
