using System.Text;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai.Info;

/// <summary>INFO MODULES.</summary>
/// <param name="services">What it tells of.</param>
internal sealed class ModulesSection(AiServices services) : IInfoSection
{
    public string Name => "modules";

    public void Write(StringBuilder text) => text
        .Append("# Modules\r\nmodule:name=ai,ver=").Append(ServerIdentity.RedisAiVersion).Append(",api=1,filters=0,usedby=[],using=[],options=[]\r\n\r\n")
        .Append(InfoSections.Of(services));
}
