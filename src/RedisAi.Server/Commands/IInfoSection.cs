using System.Text;

namespace RedisAi.Server.Commands;

/// <summary>A section of INFO.</summary>
internal interface IInfoSection
{
    /// <summary>The name, as in INFO NAME, in lower case.</summary>
    string Name { get; }

    /// <summary>Writes the section with its heading: lines that end with a carriage return and a line feed.</summary>
    void Write(StringBuilder text);
}
