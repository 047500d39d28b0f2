import { Suspense, use } from 'react'
import { initialsOf, isVisible } from '../auth/account-label.ts'
import { useTitle } from '../errors/page/use-title.ts'
import type { Person, Profile } from './profile.ts'
import './profile.css'

/** Name, photo, job title and mail of the signed-in user. */
export function ProfilePage({ person, photo }: Profile) {
  useTitle('Profile')
  const name = nameOf(person)
  return (
    <div className="profile">
      <Suspense fallback={<Initials name={name} />}>
        <Portrait photo={photo} name={name} />
      </Suspense>
      <h1 tabIndex={-1} translate="no">
        <bdi>{name}</bdi>
      </h1>
      <dl>
        <Property label="Job title" value={person.jobTitle} />
        <Property label="Mail" value={person.mail} />
      </dl>
    </div>
  )
}

// Guests and personal accounts may have no display name.
function nameOf({ displayName, userPrincipalName }: Person): string {
  return [displayName, userPrincipalName].find(isVisible) ?? 'Your profile'
}

function Portrait({ photo, name }: Pick<Profile, 'photo'> & { name: string }) {
  const loaded = use(photo)
  return loaded ? <Photo photo={loaded} name={name} /> : <Initials name={name} />
}

function Initials({ name }: { name: string }) {
  return (
    <span className="portrait" aria-hidden="true">
      {initialsOf(name)}
    </span>
  )
}

function Photo({ photo, name }: { photo: ImageBitmap; name: string }) {
  const draw = (canvas: HTMLCanvasElement | null) => {
    canvas?.getContext('2d')?.drawImage(photo, 0, 0)
  }
  return (
    <canvas
      className="portrait"
      role="img"
      aria-label={`Photo of ${name}`}
      width={photo.width}
      height={photo.height}
      ref={draw}
    />
  )
}

function Property({ label, value }: { label: string; value: string | null }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {isVisible(value) ? (
          <bdi translate="no">{value}</bdi>
        ) : (
          <span className="not-set">Not set by your organisation</span>
        )}
      </dd>
    </div>
  )
}
